/** One step of a path into a payload. */
type Step =
  | { readonly to: 'CHILD'; readonly name: string }
  /** Every child. */
  | { readonly to: 'ANY' }
  /** Children of this name, however deep. */
  | { readonly to: 'DEEP'; readonly name: string };

/** What of a payload is not shown: `$.card.number`, `$..password`, `$.items[*].iban`, `$['odd name']`, or `$` for all of it. */
export type Path = readonly Step[];

const STEP = /\.\.([^.[\]*'\s]+)|\.(\*)|\.([^.[\]*'\s]+)|\[(\*)\]|\[(\d+)\]|\['([^']*)'\]/y;

/** Undefined for what is no such path. */
export function readPath(text: string): Path | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  for (STEP.lastIndex = 1; STEP.lastIndex < text.length;) {
    const found = STEP.exec(text);
    if (!found) return undefined;
    const [, deep, every, child, all, index, quoted] = found;
    const name = child ?? index ?? quoted;
    if (deep !== undefined) steps.push({ to: 'DEEP', name: deep });
    else if (every ?? all) steps.push({ to: 'ANY' });
    else if (name !== undefined) steps.push({ to: 'CHILD', name });
  }
  return steps;
}

export const HIDDEN = '(redacted)';

/** The value without what the path leads to; the value itself where it leads nowhere. */
export function hide(value: unknown, path: Path, from = 0): unknown {
  const step = path[from];
  if (!step) return HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  if (step.to !== 'DEEP')
    return changed(value, (child, name) =>
      step.to === 'ANY' || step.name === name ? hide(child, path, from + 1) : child,
    );
  return changed(value, (child, name) => {
    const below = hide(child, path, from);
    return step.name === name ? hide(below, path, from + 1) : below;
  });
}

/** A copy with what became of its children, if anything did. */
export function changed(value: object, become: (child: unknown, name: string) => unknown): object {
  const entries = Object.entries(value);
  const after = entries.map(([name, child]) => [name, become(child, name)] as const);
  if (after.every(([, child], i) => child === entries[i]![1])) return value;
  return Array.isArray(value) ? after.map(([, child]) => child) : Object.fromEntries(after);
}
