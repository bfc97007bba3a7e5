import { describe, expect, it } from 'vitest';
import { readScript } from './mocks-options.ts';

describe('the script of --replay', () => {
  it('is not read from what may never end', () => {
    expect(() => readScript('/dev/zero')).toThrow('it is no regular file');
  });

  it('that is not there is told', () => {
    expect(() => readScript('/nowhere/at/all.yaml')).toThrow('ENOENT');
  });
});
