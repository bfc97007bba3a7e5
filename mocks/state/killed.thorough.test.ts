import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createGateway } from '../process/index.ts';

it('a saved state is whole after a kill in the middle of a save', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'paydrill-state-'));
  const path = join(folder.path, 'state.sqlite');
  const victim = fileURLToPath(new URL('./saving-victim.fixture.ts', import.meta.url));
  let survived = 0;
  for (let round = 0; round < 6; round += 1) {
    const child = spawn(process.execPath, [victim, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    let saves = 0;
    for await (const line of lines) {
      // It says `saving` before each save and `saved` after it.
      if (line !== 'saving') continue;
      saves += 1;
      if (saves > 2 + round) {
        child.kill('SIGKILL');
        break;
      }
    }
    await once(child, 'exit');
    await using gateway = await createGateway({ dialect: 'stripe', state: path });
    const payments = gateway.status().payments;
    const captured = gateway.ledger({ movement: 'capture' });
    expect(payments).toBeGreaterThanOrEqual(survived);
    expect(captured).toHaveLength(payments);
    expect(gateway.ledger()).toHaveLength(2 * payments);
    expect(gateway.journal().length).toBe(payments);
    survived = payments;
  }
  expect(survived).toBeGreaterThan(0);
});
