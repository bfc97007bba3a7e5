import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinary } from './find-binary.ts';
import { findOnPath } from './locations.ts';

const go = await findOnPath('go', process.env);
if (go === null) process.stdout.write('skipped: building Toxiproxy, because Go is not installed\n');

test.skipIf(go === null)(
  'Go compiles the pinned Toxiproxy, which then tells its version',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'build-test-'));
    const lines: string[] = [];
    try {
      const found = await findBinary('toxiproxy', {
        environment: {
          ...process.env,
          PATH: dirname(go ?? ''),
          PAYDRILL_TOXIPROXY: '',
          PAYDRILL_CACHE: directory,
          PAYDRILL_RELEASES: 'http://127.0.0.1:9',
          // What a user may have set and must not matter.
          GOFLAGS: '-mod=vendor',
        },
        onProgress: (line) => lines.push(line),
      });
      expect(found).toMatchObject({ origin: 'build', version: '2.12.0' });
      expect(lines.at(-1)).toMatch(/built in \d+ s/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
);
