const STEP = /\.([A-Za-z_][A-Za-z0-9_]*)|\['((?:[^'\\]|\\.)*)'\]|\[([0-9]+)\]/gu;

/** The steps of a path that `Place` wrote: `$.States['Place order'].Retry[0]`. */
export const stepsOf = (path: string): (string | number)[] =>
  [...path.matchAll(STEP)].map(([, name, quoted, index]) =>
    index === undefined ? (name ?? quoted?.replaceAll(/\\(.)/gu, '$1') ?? '') : Number(index),
  );
