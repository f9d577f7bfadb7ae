import { uuidOf } from '../uuid.js';
import { takes } from './intrinsic.js';

export const uuid = takes(0, 0, (_args, { draw }) => uuidOf(draw));
