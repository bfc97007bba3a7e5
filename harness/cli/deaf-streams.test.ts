import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../core/errors.ts';
import { outliveReaders } from './deaf-streams.ts';

function createProcess() {
  const said: string[] = [];
  const stdout = new EventEmitter();
  const stderr = Object.assign(new EventEmitter(), {
    write: (text: string) => said.push(text),
  });
  const node = Object.assign(new EventEmitter(), {
    exitCode: undefined as number | string | null | undefined,
    stdout,
    stderr,
  });
  outliveReaders(node);
  const fail = (stream: EventEmitter, code: string) =>
    stream.emit('error', Object.assign(new Error(`${code}: no`), { code }));
  return { node, said, fail };
}

describe('a command that nobody reads', () => {
  it('goes on when a pipe is closed', () => {
    const { node, said, fail } = createProcess();
    fail(node.stdout, 'EPIPE');
    fail(node.stderr, 'EPIPE');
    fail(node.stderr, 'ENOSPC');
    node.emit('exit', EXIT.held);
    expect(node.exitCode).toBe(undefined);
    expect(said).toEqual([]);
  });

  it('does not end with 0 when its result could not be written', () => {
    const { node, said, fail } = createProcess();
    fail(node.stdout, 'ENOSPC');
    node.emit('exit', EXIT.held);
    expect(node.exitCode).toBe(EXIT.rigError);
    expect(said.join('')).toContain('CLI_RESULT_UNWRITABLE');
  });

  it('leaves the code of a failed drill', () => {
    const { node, fail } = createProcess();
    fail(node.stdout, 'ENOSPC');
    node.emit('exit', EXIT.failed);
    expect(node.exitCode).toBe(undefined);
  });
});
