/** Ends a switch over a union: a new member that nobody handled becomes a type error here. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled member of a union: ${JSON.stringify(value)}`);
}
