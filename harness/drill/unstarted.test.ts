import { mkdtemp } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../config/index.ts';
import { parseSeed } from '../core/ids.ts';
import { CATALOGUE } from '../../scenarios/catalogue/registry.ts';
import { runDrill } from './run-drill.ts';
import type { World } from './world.ts';

const runIn = (start: World['start']) =>
  runDrill({
    plan: {
      scenario: resolveScenario(CATALOGUE['provider-outage']),
      seed: parseSeed(1),
      orders: [],
      plannedIterations: 1,
    },
    world: { name: 'local', start },
    runId: 'a-run',
    versions: {},
    replayCommand: '',
    observe: () => {},
    stop: new AbortController().signal,
  });

describe('a rig that never comes up', () => {
  it('for want of a file system is a rig error with a record, not a bug', async () => {
    const { record } = await runIn(async () => {
      await mkdtemp('/dev/null/paydrill-');
      throw new Error('it was made');
    });
    expect(record.verdict).toMatchObject({
      outcome: 'rig-error',
      reasons: [{ code: 'DRILL_RIG_FAILED', message: expect.stringContaining('ENOTDIR') }],
    });
  });

  it('because of a bug is thrown', async () => {
    await expect(runIn(() => Promise.reject(new TypeError('oops')))).rejects.toThrow('oops');
  });
});
