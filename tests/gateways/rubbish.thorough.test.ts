import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../../mocks/dialects/registry.ts';
import { startBounds, type Bounds } from './bounds.fixture.ts';
import { rubbishFor } from './rubbish-requests.fixture.ts';

// Whatever is sent to whichever route: the answer is the provider's, a refusal leaves nothing
// behind, no money moves without a yes, and the next good payment goes through.

const RUNS = Number(process.env['PAYDRILL_RUBBISH_RUNS'] ?? 250);
const PATIENCE = { timeout: Math.max(30_000, RUNS * 100) };

describe.each(DIALECT_NAMES)('the %s gateway', (name) => {
  let bounds: Bounds;
  beforeAll(async () => {
    bounds = await startBounds(name);
  });
  afterAll(() => bounds[Symbol.asyncDispose]());

  it('answers rubbish in its provider’s words, and pays afterwards', PATIENCE, async () => {
    await fc.assert(
      fc.asyncProperty(rubbishFor(bounds), async (sent) => {
        expect(await bounds.complaintsAbout(sent)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    await bounds.pay('order-after-rubbish');
  });
});
