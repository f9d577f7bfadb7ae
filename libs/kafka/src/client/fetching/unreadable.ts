/** Records are there that this client cannot understand. Says what to do. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
