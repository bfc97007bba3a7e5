import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where private keys of the mocks are kept between runs; `PAYDRILL_CACHE` puts it elsewhere. */
export function defaultKeyFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const chosen = environment['PAYDRILL_CACHE'];
  const cache =
    chosen === undefined || chosen === '' ? envPaths('paydrill', { suffix: '' }).cache : chosen;
  return join(cache, 'keys');
}
