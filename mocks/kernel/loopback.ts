import { isIPv4 } from 'node:net';

/** True for the addresses and names that never leave this machine. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '');
  return address === '::1' || address === 'localhost' || isLoopbackIPv4(address);
}

const isLoopbackIPv4 = (address: string): boolean => isIPv4(address) && address.startsWith('127.');
