import { enableCompileCache } from 'node:module';
import { keepHeapSmall } from './keep-heap-small.ts';

// Virtual worlds are nothing but garbage of ours, and no load generator wants their memory.
if (process.argv[2] !== 'simulate') keepHeapSmall();
// As in bin/paydrill.js, for whoever starts this file itself.
enableCompileCache();
// Only now, because loading all that follows would have grown the heap already.
const { outliveReaders } = await import('./deaf-streams.ts');
const { watchForEarlyEnd } = await import('./early-end.ts');
const { runCli } = await import('./program.ts');

outliveReaders(process);
const watched = watchForEarlyEnd(process);
process.exitCode = await runCli(process.argv.slice(2));
watched.isDone();
