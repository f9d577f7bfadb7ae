/** What is in stock at the very first start, where `ORDER_STOCK` does not say it. */
const DEFAULT_STOCK = { book: 1_000_000, lamp: 1_000, piano: 1, unicorn: 0 };

/**
 * @param text of `ORDER_STOCK`, e.g. `{"book":1000000}`.
 * @throws TypeError with advice.
 */
export function stockFrom(text: string | undefined): Readonly<Record<string, number>> {
  if (text === undefined || text === '') return DEFAULT_STOCK;
  const stock = parsed(text);
  const pieces = typeof stock === 'object' && stock !== null && !Array.isArray(stock) ? Object.values(stock) : [-1];
  if (pieces.every((n) => Number.isSafeInteger(n) && n >= 0)) return stock as Record<string, number>;
  throw new TypeError(`ORDER_STOCK is ${text}; it must be JSON with whole numbers, e.g. {"book":1000000}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
