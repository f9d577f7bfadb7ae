import { userInfo } from 'node:os';

/** Who says it, where nobody is named. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
