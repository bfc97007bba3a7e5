import { readFile, stat } from 'node:fs/promises';

/**
 * The text of a file. A pipe or a device may have no end, so that whoever reads it waits for ever: what is
 * no regular file is refused with an error that says what it is.
 */
export async function readRegularFile(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) {
    throw new NotRegularError(found.isDirectory() ? 'a folder' : 'a pipe, a socket or a device');
  }
  return readFile(path, 'utf8');
}

export class NotRegularError extends Error {
  override readonly name = 'NotRegularError';
  readonly kind: string;

  constructor(kind: string) {
    super(`it is ${kind}, no regular file`);
    this.kind = kind;
  }
}
