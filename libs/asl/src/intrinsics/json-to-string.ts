import { takes, isLarge, TOO_LARGE } from './intrinsic.js';

export const jsonToString = takes(1, 1, ([value]) => (isLarge(value!) ? TOO_LARGE : JSON.stringify(value)));
