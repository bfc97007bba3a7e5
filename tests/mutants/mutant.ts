import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** One small change of the reference service: a mistake that teams make. */
export interface Mutant {
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly mistake: string;
  readonly edits: readonly Edit[];
  /** Invariants of which one has to break. */
  readonly breaks: readonly string[];
  /** A few are searched for in every test run; nightly, all are that are not rare. */
  readonly isFoundInCi?: true;
  /** Drawn runs come to it too seldom to be searched for: its case alone is kept. */
  readonly isRare?: true;
}

/** Text that stands once in a file, and what stands there instead. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/**
 * The service with the mistake in it, as text by the URL of its files; files stay as they are.
 *
 * @throws TypeError when an edit does not fit the service any more
 */
export function sourcesOf({ name, edits }: Mutant): Readonly<Record<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, find, put } of edits) {
    const text = texts.get(file) ?? readFileSync(file, 'utf8');
    const places = text.split(find).length - 1;
    if (places !== 1) {
      throw new TypeError(
        `mutant ${name} does not fit ${file} any more: what it replaces stands there ${places} times, not once:\n${find}`,
      );
    }
    texts.set(
      file,
      text.replace(find, () => put),
    );
  }
  return Object.fromEntries([...texts].map(([file, text]) => [pathToFileURL(file).href, text]));
}
