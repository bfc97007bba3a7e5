import type { Route } from '../../kernel/dialect.ts';

// Adyen keeps older versions of its API alive; what a payment says differs little between them. All
// are served alike here: as version 72, whatever the path says. The modification endpoints are in
// the API since version 67, so that is the oldest. The live platform has `/checkout` before the
// version, the test platform has not.
// https://docs.adyen.com/api-explorer/Checkout/72/overview

const VERSIONS = [72, 71, 70, 69, 68, 67];
const PREFIXES = ['', '/checkout'];

/** The same route under every address that Adyen has for it. */
export const underEveryAddress = (routes: readonly Route[]): readonly Route[] =>
  PREFIXES.flatMap((prefix) =>
    VERSIONS.flatMap((version) =>
      routes.map((route) => ({ ...route, path: `${prefix}/v${version}${route.path}` })),
    ),
  );

/** The path without its address, the same for every version. */
export const resourceOf = (path: string): string => path.replace(/^(\/checkout)?\/v\d+(?=\/)/, '');
