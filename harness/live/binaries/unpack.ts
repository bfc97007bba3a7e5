import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { extract } from 'tar';

/** Takes one program out of a release's archive, or the file itself when it is none. */
export async function unpack(archive: string, command: string): Promise<string> {
  const isWanted = (path: string): boolean =>
    basename(path) === command || basename(path) === `${command}.exe`;
  const program = join(archive, '..', `unpacked-${command}`);
  if (archive.endsWith('.tar.gz')) {
    let found = false;
    await extract({
      file: archive,
      cwd: join(archive, '..'),
      filter: (path, entry) => 'type' in entry && entry.type === 'File' && isWanted(path),
      onReadEntry: (entry) => {
        entry.path = basename(program);
        found = true;
      },
    });
    if (!found) throw new Error(`there is no ${command} in ${basename(archive)}`);
    return program;
  }
  if (archive.endsWith('.zip')) {
    const files = unzipSync(await readFile(archive), { filter: ({ name }) => isWanted(name) });
    const [content] = Object.values(files);
    if (content === undefined) throw new Error(`there is no ${command} in ${basename(archive)}`);
    await writeFile(program, content);
    return program;
  }
  return archive;
}
