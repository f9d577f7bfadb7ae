/** Without the mark that some programs begin a text with. */
export const textOf = (data: Buffer): string => new TextDecoder('utf-8', { fatal: true }).decode(data);
