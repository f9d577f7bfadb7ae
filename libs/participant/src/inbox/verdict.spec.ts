import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answered, blockedBy, claimed, verdict, type Answer, type InboxRow, type Verdict } from './verdict.js';

const F = 'signup:ada/PlaceOrder/1/F';
const C = 'signup:ada/PlaceOrder/1/C';

const success: Answer = { type: 'success', output: '{"orderId":"o-1"}' };
const refusal: Answer = { type: 'failure', outcome: 'refused', error: 'OutOfStock', cause: 'none left' };
const lost: Answer = { type: 'failure', outcome: 'unknown', error: 'Participant.Error', cause: 'boom' };

/** The inbox as it is used: what the verdict says is done, and remembered. */
class Inbox {
  readonly rows = new Map<string, InboxRow>();
  readonly ran: string[] = [];

  forward(attempt: number, answer: Answer = success): Answer {
    return this.#handle({ id: F, attempt }, answer);
  }

  submit(attempt: number, answer: Answer = success): Answer {
    return this.#handle({ id: F, attempt, callback: true }, answer);
  }

  undo(attempt = 1, answer: Answer = { type: 'success', output: '{"undone":true}' }): Answer {
    return this.#handle({ id: C, attempt, compensates: F }, answer);
  }

  /** A long-running handler begins, and nothing more is heard of it. */
  crashed(attempt: number): void {
    this.#put(claimed({ id: F, attempt }, this.rows.get(F)));
  }

  verdict(command: { id: string; attempt: number; compensates?: string }): Verdict {
    return verdict(
      command,
      this.rows.get(command.id),
      command.compensates ? this.rows.get(command.compensates) : undefined,
    );
  }

  #handle(command: { id: string; attempt: number; compensates?: string; callback?: true }, answer: Answer): Answer {
    const says = this.verdict(command);
    if (says.do === 'answer') return says.answer;
    if (command.compensates) this.#put(blockedBy(command, this.rows.get(command.compensates)));
    const given: Answer = says.do === 'run' ? answer : { type: 'success', output: 'null' };
    if (says.do === 'run') this.ran.push(`${command.id.slice(-1)}${command.attempt}`);
    this.#put(answered(command, this.rows.get(command.id), given));
    return given;
  }

  #put(row: InboxRow | undefined): void {
    if (row) this.rows.set(row.id, row);
  }
}

describe('R5: undo is idempotent and hang-proof', () => {
  it('the same id never takes effect twice: a repeat is answered from the inbox', () => {
    const inbox = new Inbox();
    expect(inbox.forward(1)).toEqual(success);
    expect(inbox.forward(1)).toEqual(success);
    expect(inbox.ran).toEqual(['F1']);
  });

  it('a stored success answers every attempt, a higher as well as a lower', () => {
    const inbox = new Inbox();
    inbox.forward(2);
    expect([inbox.forward(3), inbox.forward(1)]).toEqual([success, success]);
    expect(inbox.ran).toEqual(['F2']);
  });

  it('a stored refusal answers only its own attempt', () => {
    const inbox = new Inbox();
    expect(inbox.forward(1, refusal)).toEqual(refusal);
    expect(inbox.forward(1, success)).toEqual(refusal);
    expect(inbox.ran).toEqual(['F1']);
  });

  it('a higher attempt runs again', () => {
    const inbox = new Inbox();
    inbox.forward(1, refusal);
    expect(inbox.forward(2, success)).toEqual(success);
    expect(inbox.ran).toEqual(['F1', 'F2']);
  });

  it('an attempt lower than the highest seen is never run', () => {
    const inbox = new Inbox();
    inbox.forward(2, refusal);
    expect(inbox.forward(1, success)).toMatchObject({ outcome: 'refused', error: 'Participant.Superseded' });
    expect(inbox.ran).toEqual(['F2']);
  });

  it('a refusal of the last attempt is definite even if an earlier one timed out: there is nothing to undo', () => {
    const inbox = new Inbox();
    inbox.forward(1, lost);
    inbox.forward(2, refusal);
    expect(inbox.verdict({ id: C, attempt: 1, compensates: F })).toEqual({ do: 'undo-nothing' });
  });

  it('an undo for an unseen forward key succeeds as a no-op', () => {
    const inbox = new Inbox();
    expect(inbox.undo()).toEqual({ type: 'success', output: 'null' });
    expect(inbox.ran).toEqual([]);
  });

  it('unless it may have been done by another participant: then its undo runs, and it never does here', () => {
    const undo = { id: C, attempt: 1, compensates: F, elsewhere: true as const };
    expect(verdict(undo, undefined, undefined)).toEqual({ do: 'run' });
    const blocked = blockedBy(undo, undefined);
    expect(verdict({ id: F, attempt: 1 }, blocked, undefined)).toMatchObject({ do: 'answer' });
    const refused = answered({ id: F, attempt: 1 }, undefined, refusal);
    expect(verdict(undo, undefined, refused)).toEqual({ do: 'undo-nothing' });
  });

  it('if it was done elsewhere its undo runs, and again where the first attempt was lost', () => {
    const undo = { id: C, attempt: 1, compensates: F, elsewhere: true as const };
    expect(verdict(undo, undefined, undefined)).toEqual({ do: 'run' });
    const [row, forward] = [answered(undo, undefined, lost), blockedBy(undo, undefined)];
    expect(verdict({ ...undo, attempt: 2 }, row, forward)).toEqual({ do: 'run' });
    expect(verdict({ id: F, attempt: 1 }, forward, undefined)).toMatchObject({ do: 'answer' });
  });

  it('and records the key: a forward command arriving after that is refused and never runs', () => {
    const inbox = new Inbox();
    inbox.undo();
    expect(inbox.forward(1)).toMatchObject({ outcome: 'refused', error: 'Participant.Compensated' });
    expect(inbox.forward(7)).toMatchObject({ outcome: 'refused', error: 'Participant.Compensated' });
    expect(inbox.ran).toEqual([]);
  });

  it('an undo of what was refused does nothing, and a higher attempt of it never runs', () => {
    const inbox = new Inbox();
    inbox.forward(1, refusal);
    inbox.undo();
    expect(inbox.forward(2)).toMatchObject({ error: 'Participant.Compensated' });
    expect(inbox.ran).toEqual(['F1']);
  });

  it('an undo of an unknown outcome runs, and the forward command never runs again', () => {
    const inbox = new Inbox();
    inbox.forward(1, lost);
    inbox.undo();
    expect(inbox.forward(2)).toMatchObject({ error: 'Participant.Compensated' });
    expect(inbox.ran).toEqual(['F1', 'C1']);
  });

  it('an undo that was refused runs again at a higher attempt, though the forward command is blocked', () => {
    const inbox = new Inbox();
    inbox.forward(1, lost);
    inbox.undo(1, refusal);
    expect(inbox.undo(2)).toEqual({ type: 'success', output: '{"undone":true}' });
    expect(inbox.ran).toEqual(['F1', 'C1', 'C2']);
  });

  it('a stored success of an undo answers repeats', () => {
    const inbox = new Inbox();
    inbox.forward(1);
    inbox.undo();
    expect(inbox.undo(2)).toEqual({ type: 'success', output: '{"undone":true}' });
    expect(inbox.ran).toEqual(['F1', 'C1']);
  });

  it('a repeat of what succeeded and was undone is told of the success, and does not run', () => {
    const inbox = new Inbox();
    inbox.forward(1);
    inbox.undo();
    expect(inbox.forward(1)).toEqual(success);
    expect(inbox.ran).toEqual(['F1', 'C1']);
  });

  it('a command whose run was cut off by a crash runs again with the same attempt', () => {
    const inbox = new Inbox();
    inbox.crashed(1);
    expect(inbox.forward(1)).toEqual(success);
  });

  it('a command whose run was cut off may have happened: its undo runs, and it never does', () => {
    const inbox = new Inbox();
    inbox.crashed(1);
    inbox.undo();
    expect(inbox.forward(1)).toMatchObject({ error: 'Participant.Compensated' });
    expect(inbox.ran).toEqual(['C1']);
  });

  it('whatever comes in whatever order: one effect at most, and none behind its undo', () => {
    const answers = fc.constantFrom(success, refusal, lost);
    const messages = fc.array(fc.tuple(fc.constantFrom('F', 'C'), fc.integer({ min: 1, max: 4 }), answers), {
      maxLength: 25,
    });
    fc.assert(
      fc.property(messages, (sent) => {
        const inbox = new Inbox();
        let effects = 0;
        let undone = false;
        for (const [leg, attempt, answer] of sent) {
          const before = inbox.ran.length;
          if (leg === 'F') inbox.forward(attempt, answer);
          else inbox.undo(attempt, answer === refusal ? refusal : { type: 'success', output: '1' });
          const ran = inbox.ran.length > before;
          if (leg === 'F' && ran) {
            expect(undone).toBe(false);
            if (answer.type === 'success') effects += 1;
          }
          if (leg === 'C') undone = true;
        }
        expect(effects).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a command that waits for its task token', () => {
  it('is taken on once for each attempt', () => {
    const inbox = new Inbox();
    for (const attempt of [1, 1, 2, 2]) expect(inbox.submit(attempt)).toEqual(success);
    expect(inbox.ran).toEqual(['F1', 'F2']);
  });

  it('is undone if any attempt was taken on, though the last one was refused', () => {
    const inbox = new Inbox();
    inbox.submit(1);
    inbox.submit(2, refusal);
    inbox.undo();
    expect(inbox.ran).toEqual(['F1', 'F2', 'C1']);
  });

  it('is not undone if it was never taken on, and never taken on once it is undone', () => {
    const refused = new Inbox();
    refused.submit(1, refusal);
    refused.undo();
    expect(refused.ran).toEqual(['F1']);
    const undone = new Inbox();
    undone.submit(1);
    undone.undo();
    expect(undone.submit(2)).toMatchObject({ type: 'failure', error: 'Participant.Compensated' });
    expect(undone.ran).toEqual(['F1', 'C1']);
  });
});
