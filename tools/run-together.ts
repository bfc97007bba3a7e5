// node tools/run-together.ts <npm script> ...: runs scripts of package.json side by side. Each one's output
// comes whole, when it has ended; what failed is named last and makes the exit code 1.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const failed = await Promise.all(
  process.argv.slice(2).map(async (script) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, ['--run', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => output.push(chunk));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    process.stdout.write(Buffer.concat(output));
    process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'} ${script} (${seconds} s)\n`);
    return code === 0 ? [] : [script];
  }),
);
if (failed.flat().length > 0) {
  process.stdout.write(`failed: ${failed.flat().join(', ')}\n`);
  process.exitCode = 1;
}
