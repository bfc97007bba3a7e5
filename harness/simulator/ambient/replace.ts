import { syncBuiltinESMExports } from 'node:module';

/** Puts a value in the place of a builtin's own, for every door: CommonJS, ESM and globals. */
export function replace(target: object, name: string | symbol, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
}

export function replaceAll(target: object, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) replace(target, name, value);
}

export function replaceGetter(target: object, name: string, get: () => unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, {
    get,
    set(value: unknown) {
      replace(target, name, value);
    },
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
}

/** Named imports of builtins are copies; this makes them follow. */
export const publishReplacements = (): void => syncBuiltinESMExports();
