import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseFullDisk, tooFull, whyUnwritable } from './place-to-write.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paydrill-place-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a disk', () => {
  it('that cannot hold what a run writes is refused with what is left and what is needed', () => {
    const space = { bavail: 3, bsize: 500_000, blocks: 9 };
    expect(tooFull(space, 500_000)).toBe(null);
    expect(tooFull(space, 600_000)).toBe('its disk has 1.5 MB left, at least 1.6 MB are needed');
  });

  it('that does not tell its size is trusted', () => {
    expect(tooFull({ bavail: 0, bsize: 4096, blocks: 0 }, 1)).toBe(null);
  });

  it.each([
    ['is smaller than the run', () => folder, 1e18],
    ['is not there', () => join(folder, 'nowhere'), 0],
  ])('that %s is an error with exit code 3', async (_what, place, neededBytes) => {
    await expect(refuseFullDisk(place(), neededBytes)).rejects.toMatchObject({
      code: 'CLI_OUT_UNUSABLE',
      exitCode: 3,
    });
  });
});

describe('a place for runs', () => {
  it('may be one that is not there yet, and nothing is left in it', async () => {
    expect(await whyUnwritable(join(folder, 'not', 'yet'))).toBe(null);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['/proc/paydrill', '/dev/null/runs'])('is not %s', async (out) => {
    expect(await whyUnwritable(out)).not.toBe(null);
  });

  it('is no file', async () => {
    await writeFile(join(folder, 'taken'), '');
    expect(await whyUnwritable(join(folder, 'taken'))).toMatch(/ENOTDIR|not a directory/);
  });
});
