import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goModuleDirectory } from './locations.ts';
import { TOOLS } from './tools.ts';

test('the Go module pins the versions that are downloaded', async () => {
  const text = await readFile(join(goModuleDirectory() ?? '', 'go.mod'), 'utf8');
  expect(text).toContain(`go.k6.io/k6/v2 v${TOOLS.k6.pinnedVersion}`);
  expect(text).toContain(`github.com/Shopify/toxiproxy/v2 v${TOOLS.toxiproxy.pinnedVersion}`);
  for (const { go } of Object.values(TOOLS))
    expect(text).toMatch(new RegExp(`^\t${go.package}$`, 'm'));
});
