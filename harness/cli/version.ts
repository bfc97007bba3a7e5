import { readFileSync } from 'node:fs';

/** The package is two folders up from the sources, three from the compiled files. */
function readVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const value: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (typeof value === 'object' && value !== null && 'version' in value) {
        return String(value.version);
      }
    } catch {
      // The other place has it.
    }
  }
  return 'unknown';
}

export const PAYDRILL_VERSION = readVersion();
