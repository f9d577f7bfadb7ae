/** JSONata's deep equality, node by node: two values may each repeat a large part many times. */
export function equal(left: unknown, right: unknown, count: () => void): boolean {
  count();
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => equal(item, right[at], count));
  }
  if (Array.isArray(left) || Array.isArray(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every(
      (name) =>
        Object.hasOwn(right, name) &&
        equal((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name], count),
    )
  );
}
