/** `order.place` of `kafka:order.place` and of `kafka:order.place.waitForTaskToken`. */
export const commandOf = (resource: string): string =>
  resource.replace(/^kafka:/, '').replace(/\.waitForTaskToken$/, '');
