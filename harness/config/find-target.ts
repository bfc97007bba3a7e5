import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { configError } from './errors.ts';
import { parseTarget } from './parse-target.ts';
import { refuseLiveKeys } from './refuse-secrets.ts';

/** A target that is there. `given` is what was written: records and replay commands name it. */
export type FoundTarget =
  | { readonly kind: 'module'; readonly given: string; readonly path: string }
  | {
      readonly kind: 'command';
      readonly given: string;
      /** Absolute. */
      readonly program: string;
      readonly args: readonly string[];
      /** Of the shell: a program needs its PATH, JAVA_HOME and so on. */
      readonly environment: Environment;
    };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds what `--target` names, so that a misspelt one is told before anything starts.
 *
 * @throws CONFIG_TARGET_MALFORMED, CONFIG_TARGET_MISSING; CONFIG_LIVE_KEY_AROUND for a command in whose
 * environment there is one
 */
export async function findTarget(
  given: string,
  environment: Environment = process.env,
): Promise<FoundTarget> {
  const target = parseTarget(given);
  if (target.kind === 'module') {
    await mustBe(target.path, constants.R_OK);
    return { kind: 'module', given, path: target.path };
  }
  refuseLiveKeys(environment);
  const [word, ...args] = target.words;
  const program = await findProgram(word, environment['PATH'] ?? '');
  return { kind: 'command', given, program, args, environment };
}

/** As a shell finds it: by its path, or by its name on the PATH. */
async function findProgram(word: string, path: string): Promise<string> {
  if (word.includes('/')) {
    const program = resolve(word);
    await mustBe(program, constants.X_OK);
    return program;
  }
  for (const folder of path.split(delimiter)) {
    const program = join(resolve(folder), word);
    if ((await whyNot(program, constants.X_OK)) === null) return program;
  }
  throw configError('CONFIG_TARGET_MISSING', { path: word, reason: 'it is not on the PATH' });
}

async function mustBe(path: string, mode: number): Promise<void> {
  const reason = await whyNot(path, mode);
  if (reason !== null) throw configError('CONFIG_TARGET_MISSING', { path, reason });
}

async function whyNot(path: string, mode: number): Promise<string | null> {
  try {
    await access(path, mode);
    return (await stat(path)).isFile() ? null : 'it is no file';
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
