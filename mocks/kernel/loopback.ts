import { isIPv4 } from 'node:net';

/** True for the addresses and names that never leave this machine. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '');
  return address === '::1' || address === 'localhost' || isLoopbackIPv4(address);
}

/** Whether webhooks may go there: this machine, or a host that was allowed by name. */
export const mayReceive = (host: string, allowed: readonly string[]): boolean =>
  isLoopback(host) || allowed.includes(host);

const isLoopbackIPv4 = (address: string): boolean => isIPv4(address) && address.startsWith('127.');
