// What the harness tells its watchdog: one JSON object a line on the watchdog's stdin. The end of
// that stream without a `goodbye` means that the harness died.

export type WatchdogMessage =
  | { readonly kind: 'add-group'; readonly group: number }
  | { readonly kind: 'remove-group'; readonly group: number }
  /** Its faults are cleared with POST /reset. */
  | { readonly kind: 'toxiproxy'; readonly url: string }
  /** The gateways' control API, whose faults are cleared with DELETE /faults. */
  | { readonly kind: 'control'; readonly url: string; readonly token: string }
  /** Something temporary to remove; its last part begins with `paydrill-`. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'goodbye' };

/** Reads one line; null when it is none of ours (the harness died in the middle of a line). */
export function parseWatchdogMessage(line: string): WatchdogMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { kind, group, url, token, path } = value as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'add-group':
    case 'remove-group':
      return typeof group === 'number' && Number.isSafeInteger(group) && group > 1
        ? { kind, group }
        : null;
    case 'toxiproxy':
      return typeof url === 'string' ? { kind, url } : null;
    case 'control':
      return typeof url === 'string' && typeof token === 'string' ? { kind, url, token } : null;
    case 'path':
      return typeof path === 'string' ? { kind, path } : null;
    case 'goodbye':
      return { kind };
    default:
      return null;
  }
}
