const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;
const LONGEST_NAME = 100;

/** Where in a definition something stands. */
export class Place {
  private constructor(
    /** `$.States['Place order'].Retry[0]` */
    readonly path: string,
    /** The field's name; an item has that of its list. */
    readonly name: string,
  ) {}

  static readonly root = new Place('$', 'the definition');

  field(name: string): Place {
    const short = clipped(name, LONGEST_NAME);
    return new Place(
      PLAIN_NAME.test(short) ? `${this.path}.${short}` : `${this.path}['${short.replaceAll(/['\\]/gu, '\\$&')}']`,
      short,
    );
  }

  item(index: number): Place {
    return new Place(`${this.path}[${index}]`, this.name);
  }
}

export const clipped = (text: string, atMost: number): string =>
  text.length <= atMost ? text : `${text.slice(0, atMost)}…`;
