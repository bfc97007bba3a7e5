import { EXIT, PaydrillError } from '../harness/core/errors.ts';
import { startProcess } from './start-process.ts';

// Entry point of the process. stdout carries the ready line and nothing else; the log is stderr's.

try {
  const url = await startProcess(process.env);
  process.stdout.write(`${JSON.stringify({ kind: 'ready', url })}\n`);
} catch (error) {
  const known = error instanceof PaydrillError ? error : null;
  const { code, hint } = known ?? { code: 'SERVICE_FAILED', hint: 'This is a bug of ours.' };
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${JSON.stringify({ level: 60, code, msg: message, hint })}\n`);
  process.exitCode = known?.exitCode ?? EXIT.rigError;
}
