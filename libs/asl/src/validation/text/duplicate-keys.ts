import { getNodePath, type Node } from 'jsonc-parser';
import { shown } from '../rule.js';
import type { At } from './parse-text.js';
import { placed } from './placed.js';

/** The last one would silently win. https://www.rfc-editor.org/rfc/rfc8259#section-4 */
export function* duplicateKeysOf(root: Node): Generator<At> {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'object') yield* twiceIn(node);
    for (const child of node.children ?? []) if (child.children !== undefined) open.push(child);
  }
}

function* twiceIn(object: Node): Generator<At> {
  const seen = new Set<unknown>();
  for (const { children: [key] = [] } of object.children ?? []) {
    if (key === undefined) continue;
    if (seen.has(key.value)) yield twice(key);
    seen.add(key.value);
  }
}

const twice = (key: Node): At => ({
  offset: key.offset,
  problem: {
    severity: 'ERROR',
    code: 'DUPLICATE_KEY',
    path: placed(getNodePath(key)).path,
    message: `The names within a JSON object MUST be unique: ${shown(key.value)} is there twice.`,
    hint: 'Only the last of them would count.',
    aws: { code: 'INVALID_JSON_DESCRIPTION', message: `Duplicate field '${String(key.value)}'` },
  },
});
