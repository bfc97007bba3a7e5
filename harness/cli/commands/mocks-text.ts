import { SDK_HINTS } from '../../../mocks/dialects/sdk-hints.ts';
import type { MocksReady } from '../../../mocks/process/index.ts';
import type { Style } from '../terminal/style.ts';

// What `paydrill mocks` prints.

/** Longer values, as private keys are, would bury the rest; `--write-env` and `--json` have them. */
const LONGEST_SHOWN = 100;

/** One line a gateway: name, base URL, test credentials, control URL. */
export function gatewayLines({ gateways, control }: MocksReady): string {
  const width = Math.max(...gateways.map(({ name }) => name.length));
  return gateways
    .map(({ name, baseUrl, environment }) => {
      const credentials = Object.entries(environment).map(
        ([variable, value]) => `${variable}=${shown(value)}`,
      );
      return `${[name.padEnd(width), baseUrl, ...credentials, `control=${control.url}`].join('  ')}\n`;
    })
    .join('');
}

const shown = (value: string): string =>
  value.length > LONGEST_SHOWN || value.includes('\n')
    ? `(${value.length} characters: --write-env)`
    : value;

export interface BannerFacts {
  readonly seed: number;
  readonly version: string;
  readonly state: string | null;
  readonly record: string | null;
  readonly startedMs: number;
}

/** How to use them; for people, so it goes to stderr. */
export function banner(
  { gateways, control }: MocksReady,
  { seed, version, state, record, startedMs }: BannerFacts,
  style: Style,
): string {
  const sdks = gateways.flatMap(({ name, baseUrl }) => {
    const hint = SDK_HINTS[name];
    const code = hint.snippet(baseUrl).split('\n');
    return [
      `${style.strong(hint.provider)} with ${hint.package} ${style.soft(`(${hint.docs})`)}`,
      ...code.map((line) => `  ${line}`),
    ];
  });
  return [
    style.soft(`paydrill ${version}, seed ${seed}, ready in ${Math.round(startedMs)} ms`),
    ...sdks,
    `${style.strong('Page')}   ${control.url}/#token=${control.token}`,
    `${style.strong('Token')}  ${control.token}`,
    ...(state === null
      ? []
      : [`${style.strong('State')}  ${state}, saved each second and at the end`]),
    ...(record === null ? [] : [`${style.strong('Record')} ${record}`]),
    style.soft('Ctrl-C ends them.'),
  ].join('\n');
}

/** As an `.env` file: values in single quotes, where nothing is special but the quote itself. */
export function envFile({ gateways, control }: MocksReady): string {
  const lines = gateways.flatMap(({ name, baseUrl, environment }) => [
    `${name.toUpperCase()}_BASE_URL=${quoted(baseUrl)}`,
    ...Object.entries(environment).map(([variable, value]) => `${variable}=${quoted(value)}`),
  ]);
  const own = [
    `PAYDRILL_CONTROL_URL=${quoted(control.url)}`,
    `PAYDRILL_CONTROL_TOKEN=${quoted(control.token)}`,
  ];
  return `${[...lines, ...own].join('\n')}\n`;
}

const quoted = (value: string): string =>
  value.includes("'") ? JSON.stringify(value) : `'${value}'`;
