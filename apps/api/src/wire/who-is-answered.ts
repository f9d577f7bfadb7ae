import type { HttpRequest } from './http.js';

type Asked = Pick<HttpRequest, 'url'>;

/** Whoever looks after processes, in plain JSON. */
export const isPlain = ({ url }: Asked): boolean => /^\/health(\/|\?|$)/.test(url);

/** Operators, in problems; everybody else is a client of Step Functions. */
export const isOperators = ({ url }: Asked): boolean => /^\/(api|metrics)(\/|\?|$)/.test(url);
