import { parseDocument } from 'yaml';

/**
 * The one value that YAML text holds. Stricter than the library: what that only warns of (a tag it
 * does not know) would come out as something else than its author wrote.
 *
 * @throws Error with the place
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem === undefined) return document.toJS() as unknown;
  if (problem.code !== 'MULTIPLE_DOCS') throw problem;
  throw new Error('it holds more than one document (a line of "---" begins another)', {
    cause: problem,
  });
}
