import { describe, expect, it } from 'vitest';
import { PaydrillError } from '../core/errors.ts';
import { reasonFor } from './ending.ts';

const thrown = (message: string) =>
  new PaydrillError('A_CODE', message, { hint: 'Do that.', exitCode: 3 });

describe('an error as a reason of a verdict', () => {
  it.each([
    ['It broke.', 'It broke. Do that.'],
    ['It broke: timeout', 'It broke: timeout. Do that.'],
    ['Its last lines:\none\ntwo', 'Its last lines:\none\ntwo\nDo that.'],
  ])('%j keeps its hint as a sentence of its own', (message, told) => {
    expect(reasonFor(thrown(message), 'running')).toEqual({ code: 'A_CODE', message: told });
  });
});
