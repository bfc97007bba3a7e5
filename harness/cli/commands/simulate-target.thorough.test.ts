import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../core/errors.ts';
import { parseCampaignRecord } from '../../../reports/index.ts';
import { cli } from './cli.fixture.ts';

afterEach(() => {
  process.exitCode = undefined;
});

const targetAt = (name: string): string =>
  `module:harness/simulator/fixtures/targets/${name}.fixture.ts`;
const SMALL = ['--scale', '0.05', '--rate', '10', '--seed', '1', '--workers', '1', '--no-shrink'];

describe('paydrill simulate --target', { timeout: 120_000 }, () => {
  it('ends with 3 when the module throws, after one seed, and keeps the campaign', async () => {
    await using out = await mkdtempDisposable(join(tmpdir(), 'target-'));
    const target = ['--target', targetAt('throws-on-load')];
    const shrinking = SMALL.filter((option) => option !== '--no-shrink');
    const end = await cli('simulate', 'answer-lost', ...target, ...shrinking, '--out', out.path);
    expect(end.code).toBe(EXIT.rigError);
    expect(end.result).toContain('SIMULATOR_TARGET_THREW');
    // Nothing was broken that a smaller run could break.
    expect(end.said).not.toContain('shrinking');
    const [folder = ''] = await readdir(out.path);
    const text = await readFile(join(out.path, folder, 'campaign.json'), 'utf8');
    expect(parseCampaignRecord(JSON.parse(text))).toMatchObject({
      record: { runs: { length: 1 }, options: { target: targetAt('throws-on-load') } },
    });
  });

  it('keeps what a target that crashed had come to', async () => {
    await using out = await mkdtempDisposable(join(tmpdir(), 'target-'));
    const target = ['--target', targetAt('throws-later'), '--seeds', '2'];
    const end = await cli('simulate', 'answer-lost', ...target, ...SMALL, '--out', out.path);
    expect(end.code).toBe(EXIT.rigError);
    expect(end.result).toContain('the fifth customer is too much');
    const [folder = ''] = await readdir(out.path);
    const kept = join(out.path, folder, 'answer-lost-1');
    expect(await readFile(join(kept, 'events.ndjson'), 'utf8')).toContain('client-answered');
    const again = await cli('replay', kept);
    expect(again.said).toContain('goes as');
  });
});
