/**
 * What programs put on `globalThis`. A thread is many processes, one after the other, and none may
 * find what another one left there: neither a client kept for the whole process nor a wrapped fetch.
 */
export class Globals {
  readonly #values = new Map<string | symbol, unknown>();

  /** What is there now belongs to the world. */
  accept(): void {
    for (const key of Reflect.ownKeys(globalThis)) {
      const property = Object.getOwnPropertyDescriptor(globalThis, key);
      // A part of Node that is loaded when somebody asks for it.
      const isLazy = property?.get !== undefined;
      this.#values.set(key, isLazy ? LAZY : property?.value);
    }
  }

  restore(): void {
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!this.#values.has(key)) {
        Reflect.deleteProperty(globalThis, key);
        continue;
      }
      const value = this.#values.get(key);
      const property = Object.getOwnPropertyDescriptor(globalThis, key);
      if (value === LAZY || property?.value === value) continue;
      Reflect.defineProperty(globalThis, key, { ...property, value });
    }
  }
}

const LAZY = Symbol('lazy');
