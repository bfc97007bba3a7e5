import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

describe('a folder for runs', () => {
  it('is made with all above it, and may be there already', async () => {
    const root = await mkdtemp(join(tmpdir(), 'paydrill-folder-'));
    const path = join(root, 'a', 'b', 'c');
    try {
      await makeFolder(path);
      await makeFolder(path);
      expect((await stat(path)).isDirectory()).toBe(true);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it.each(['/proc/paydrill', '/proc/paydrill/a/b'])(
    'is refused at %s, where nothing can be made',
    async (path) => {
      if (!existsSync('/proc/self')) {
        process.stdout.write('not tried: this system has no /proc\n');
        return;
      }
      await expect(makeFolder(path)).rejects.toMatchObject({ code: 'CLI_OUT_UNUSABLE' });
    },
  );
});
