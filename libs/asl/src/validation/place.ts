import type { QueryLanguage } from '../definition.js';

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;
const LONGEST_NAME = 100;

/** Where in a definition something stands, and which query language is spoken there. */
export class Place {
  private constructor(
    /** `$.States['Place order'].Retry[0]` */
    readonly path: string,
    /** As Step Functions writes it: `/States/Place order/Retry[0]`. */
    readonly location: string,
    /** The field's name; an item has that of its list. */
    readonly name: string,
    readonly languages: Languages,
  ) {}

  static readonly root = new Place('$', '/', 'the definition', { machine: 'JSONPath', here: 'JSONPath' });

  get language(): QueryLanguage {
    return this.languages.here;
  }

  field(name: string): Place {
    const short = clipped(name, LONGEST_NAME);
    return new Place(
      PLAIN_NAME.test(short) ? `${this.path}.${short}` : `${this.path}['${short.replaceAll(/['\\]/gu, '\\$&')}']`,
      this.location === '/' ? `/${short}` : `${this.location}/${short}`,
      short,
      this.languages,
    );
  }

  item(index: number): Place {
    return new Place(`${this.path}[${index}]`, `${this.location}[${index}]`, this.name, this.languages);
  }

  speaking(languages: Partial<Languages>): Place {
    return new Place(this.path, this.location, this.name, { ...this.languages, ...languages });
  }
}

interface Languages {
  /** The machine's, in which every state is written that does not say otherwise. */
  readonly machine: QueryLanguage;
  readonly here: QueryLanguage;
}

export const clipped = (text: string, atMost: number): string =>
  text.length <= atMost ? text : `${text.slice(0, atMost)}…`;
