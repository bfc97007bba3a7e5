import { describe, expect, it } from 'vitest';
import { EXIT } from '../core/errors.ts';
import { watchForEarlyEnd } from './early-end.ts';

function endOf(code: number, isDone: boolean) {
  const said: string[] = [];
  let end: (code: number) => void = () => {};
  const node: Parameters<typeof watchForEarlyEnd>[0] = {
    exitCode: code,
    stderr: { write: (text) => said.push(text) },
    on: (_event, listener) => {
      end = listener;
    },
  };
  const watched = watchForEarlyEnd(node);
  if (isDone) watched.isDone();
  end(code);
  return { exitCode: node.exitCode, said: said.join('') };
}

describe('the end of the command line', () => {
  it.each([0, 13])('with %d before it is done is an error, not a verdict', (code) => {
    const { exitCode, said } = endOf(code, false);
    expect(exitCode).toBe(EXIT.rigError);
    expect(said).toContain('CLI_ENDED_EARLY');
  });

  it.each([
    [EXIT.held, true],
    [EXIT.failed, true],
    [EXIT.interrupted, false],
  ])('with %d is left alone (done: %s)', (code, isDone) => {
    expect(endOf(code, isDone)).toEqual({ exitCode: code, said: '' });
  });
});
