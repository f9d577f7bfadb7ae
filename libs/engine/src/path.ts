/** The state's name in its path through the scopes: the last segment, unescaped. */
export function stateNameOf(path: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1);
  return last.includes('%')
    ? last.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : last;
}
