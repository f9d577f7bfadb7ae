/** A version 4 UUID of this chance. https://www.rfc-editor.org/rfc/rfc9562#section-5.4 */
export function uuidOf(draw: () => number): string {
  const digits = Array.from({ length: 32 }, (_, place) => {
    const digit = Math.floor(draw() * 16);
    if (place === 12) return '4';
    return (place === 16 ? (digit & 3) | 8 : digit).toString(16);
  }).join('');
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join('-');
}
