import { runCli } from '../program.ts';

/** The command line in this process, with what it prints. The exit code of the tests stays theirs. */
export async function cli(...args: readonly string[]) {
  const results: string[] = [];
  const said: string[] = [];
  const code = await runCli(args, {
    result: (text) => void results.push(text),
    log: (text) => void said.push(text),
  });
  process.exitCode = undefined;
  return { code, result: results.join(''), said: said.join('\n') };
}
