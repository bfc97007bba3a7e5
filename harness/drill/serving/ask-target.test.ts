import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { askTarget } from './ask-target.ts';

describe('a question to the target', () => {
  it('that is never answered says what was asked and for how long', async () => {
    await using hung = createServer(() => {});
    await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve));
    const { port } = hung.address() as AddressInfo;
    await expect(
      askTarget(`http://127.0.0.1:${port}`, '/operations/open', { deadlineMs: 50 }),
    ).rejects.toMatchObject({
      code: 'DRILL_TARGET_SILENT',
      message: expect.stringContaining('GET /operations/open (it has 50 ms)'),
    });
    hung.closeAllConnections();
  });

  it('that nobody is there to hear says so', async () => {
    await expect(
      askTarget('http://127.0.0.1:9', '/operations/open', { deadlineMs: 1_000 }),
    ).rejects.toMatchObject({
      code: 'DRILL_TARGET_SILENT',
    });
  });
});
