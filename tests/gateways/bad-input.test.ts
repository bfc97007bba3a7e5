import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../../mocks/dialects/registry.ts';
import { startBounds, type Bounds } from './bounds.fixture.ts';
import { BAD_INPUTS, PROVIDERS } from './providers.fixture.ts';

// What every gateway must refuse, each in its own provider's way: status, word and shape.

describe.each(DIALECT_NAMES)('the %s gateway', (name) => {
  let bounds: Bounds;
  beforeAll(async () => {
    bounds = await startBounds(name);
  });
  afterAll(() => bounds[Symbol.asyncDispose]());

  it.each(BAD_INPUTS.filter((it) => !PROVIDERS[name].lacks.includes(it)))(
    'refuses %s as its provider does, and keeps nothing of it',
    async (what) => {
      const cases = bounds.provider.badInput[what];
      expect(cases.length).toBeGreaterThan(0);
      for (const { sent, status, word } of cases) {
        const heard = await bounds.ask(sent);
        expect([heard.status, heard.body]).toEqual([status, expect.stringContaining(word)]);
        expect(bounds.provider.isRefusal(heard)).toBe(true);
        expect(await bounds.complaintsAbout(sent)).toEqual([]);
      }
    },
  );
});
