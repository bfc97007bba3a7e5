// The watchdog's own process. It outlives the harness however that ends (SIGKILL, a crash, a second
// Ctrl-C): when the pipe from the harness closes without a goodbye, it clears the faults and ends
// everything that the harness had started.

import { createInterface } from 'node:readline';
import { createWatchdogDuties } from './watchdog-duties.ts';
import { parseWatchdogMessage } from './watchdog-protocol.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => undefined);
}

const duties = createWatchdogDuties((text) => process.stderr.write(`${text}\n`));
let isGoodbye = false;

process.stdout.write('{"kind":"ready"}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const message = parseWatchdogMessage(line);
  if (message === null) continue;
  if (message.kind === 'goodbye') isGoodbye = true;
  else duties.note(message);
}

if (!isGoodbye) {
  process.stderr.write('the harness is gone\n');
  await duties.cleanUp();
}
process.exit(0);
