import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtherSide } from '../testing/other-side.js';
import { addressGuard } from './address-guard.js';
import { AddressRefused, exchange } from './exchange.js';

let other: OtherSide;
beforeAll(async () => void (other = await new OtherSide().open()));
afterAll(() => other.close());

const bounds = { signal: new AbortController().signal, mostBytes: 1_000 };
const asked = (host: string) => ({ url: new URL(`http://${host}:${other.port}/`), method: 'GET', headers: {} });

describe('an exchange', () => {
  it('goes to an address of the name that may be reached', async () => {
    other.says(200, 'here');
    const guard = addressGuard('127.0.0.1');
    const { body } = await exchange(asked('localhost'), { ...bounds, guard });
    expect(String(body)).toBe('here');
  });

  it('ends before anything is sent if the address that it got is another one than was checked', async () => {
    const before = other.seen.length;
    // As a name would be whose second answer is another one: right when it is looked up, wrong when it is connected to.
    let looks = 0;
    const guard = () => (looks += 1) === 1;
    await expect(exchange(asked('127.0.0.1'), { ...bounds, guard })).rejects.toThrow(AddressRefused);
    expect(other.seen.length).toBe(before);
  });

  it('ends when it is no longer wanted', async () => {
    other.answer = () => undefined;
    const controller = new AbortController();
    const answered = exchange(asked('127.0.0.1'), { ...bounds, signal: controller.signal });
    controller.abort();
    await expect(answered).rejects.toThrow();
  });
});
