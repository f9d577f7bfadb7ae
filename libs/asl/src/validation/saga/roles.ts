import { isObject, own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Breach, MachineRule } from '../rule.js';
import { behind } from '../rules/graph.js';
import type { Block, StateNode } from '../structure.js';
import { roleOf } from './steps.js';

/** R10: up to the pivot a saga can go back, from it on only forward. */
export const onePivotAPath: MachineRule = {
  code: 'SECOND_PIVOT',
  says: 'There MUST be at most one step with the "SagaRole" "PIVOT" on a path, and it MUST be passed at most once.',
  hint: 'A step behind the pivot that has to succeed is "RETRIABLE".',
  breaches: (machine) => (machine.holdsPivot ? afterPivot(machine, 'PIVOT', false) : []),
};

export const noWayBackAfterThePivot: MachineRule = {
  code: 'COMPENSATABLE_AFTER_PIVOT',
  says: 'A step behind the "PIVOT" MUST NOT have the "SagaRole" "COMPENSATABLE": from the pivot on, a saga only goes forward.',
  hint: 'Make it "RETRIABLE", or move it before the pivot.',
  breaches: (machine) => (machine.holdsPivot ? afterPivot(machine, 'COMPENSATABLE', false) : []),
};

/** `passed`: whether a pivot may have succeeded before the block begins. */
function afterPivot(block: Block, role: string, passed: boolean): Breach[] {
  const behindAPivot = behindPivots(block);
  return [...block.states.values()].flatMap((state) => {
    const isBehind = passed || behindAPivot.has(state.name);
    const inner = within(state, role, isBehind);
    return isBehind && roleOf(state.value) === role ? [{ at: state.at.field('SagaRole') }, ...inner] : inner;
  });
}

function within({ value, blocks }: StateNode, role: string, passed: boolean): Breach[] {
  const isMap = own(value, 'Type') === 'Map';
  let pivots = 0;
  return blocks.flatMap((block) => {
    if (isMap && isDistributed(block.value)) return afterPivot(block, role, false);
    // Iterations pass it one by one; of branches, each passes its own.
    const again = block.holdsPivot && role === 'PIVOT' && (isMap || pivots++ > 0);
    return afterPivot(block, role, passed || again);
  });
}

/** Its iterations are executions, each with a way of its own. */
function isDistributed(processor: JsonObject): boolean {
  const config = own(processor, 'ProcessorConfig') ?? null;
  return isObject(config) && own(config, 'Mode') === 'DISTRIBUTED';
}

/** The states that can come after a pivot has succeeded. */
function behindPivots(block: Block): ReadonlySet<string> {
  const next: string[] = [];
  for (const { value, holdsPivot, targets } of block.states.values()) {
    if (!holdsPivot) continue;
    // What catches the pivot's own failure comes without its success; a state around it can fail after it.
    const isPivot = roleOf(value) === 'PIVOT';
    next.push(...targets.filter(({ caught }) => !(isPivot && caught)).map(({ name }) => name));
  }
  return behind(next, block);
}
