import type { Io } from '../command-line/io.js';
import { hasColours, styleFor, type Style } from './style.js';

/**
 * Results go to stdout, everything else to stderr. With `--json` stdout has JSON alone: one document, or for a command
 * that goes on, one a line.
 */
export class Printer {
  readonly style: Style;
  readonly #errStyle: Style;

  constructor(
    private readonly io: Io,
    readonly json: boolean,
  ) {
    this.style = styleFor(!json && hasColours(io.out, io.env));
    this.#errStyle = styleFor(hasColours(io.err, io.env));
  }

  get columns(): number {
    return Math.min(Math.max(this.io.out.columns ?? 120, 60), 200);
  }

  /** The result: a value for machines, a text for people. */
  result(value: unknown, text: (style: Style) => string): void {
    if (this.json) this.line(value);
    else this.io.out.write(`${text(this.style)}\n`);
  }

  /** One of many results. */
  line(value: unknown): void {
    this.io.out.write(`${JSON.stringify(value)}\n`);
  }

  /** For people only. */
  say(text: string): void {
    if (!this.json) this.io.out.write(`${text}\n`);
  }

  /** What is going on; never part of the result. */
  note(text: string): void {
    this.io.err.write(`${this.#errStyle.faint(text)}\n`);
  }

  /** Where it stands: on a terminal one line that changes, elsewhere nothing. */
  progress(text: string): void {
    if (this.io.err.isTTY) this.io.err.write(`\r\u001b[K${text === '' ? '' : this.#errStyle.faint(text)}`);
  }

  warn(text: string): void {
    this.io.err.write(`${this.#errStyle.warn(text)}\n`);
  }

  error(text: string, hint?: string): void {
    this.io.err.write(`${this.#errStyle.bad(text)}\n${hint === undefined ? '' : `${hint}\n`}`);
  }
}
