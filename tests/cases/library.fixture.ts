import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The cases of a folder, not of the folders in it. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));
