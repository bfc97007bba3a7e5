import type { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../kernel/loopback.ts';
import { controlError } from './errors.ts';

/**
 * Keeps other web pages out, whatever name they gave this machine: a page that rebinds its own name
 * to 127.0.0.1 still sends that name, and a page of another origin says so.
 *
 * @throws CONTROL_NOT_LOOPBACK, CONTROL_HOST_REFUSED or CONTROL_ORIGIN_REFUSED
 */
export function checkCaller(request: {
  readonly ip: string;
  readonly headers: IncomingHttpHeaders;
}): void {
  if (!isLoopback(request.ip)) throw controlError('CONTROL_NOT_LOOPBACK', { got: request.ip });
  const { host = '', origin } = request.headers;
  if (!isLoopback(hostnameOf(host))) throw controlError('CONTROL_HOST_REFUSED', { got: host });
  if (origin !== undefined && origin !== `http://${host}`) {
    throw controlError('CONTROL_ORIGIN_REFUSED', { got: origin });
  }
}

const hostnameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/**
 * Lets a caller in who knows the token.
 *
 * @throws CONTROL_TOKEN_WRONG
 */
export function checkAccess(
  request: { readonly headers: IncomingHttpHeaders },
  token: string,
): void {
  const { authorization } = request.headers;
  if (authorization === undefined)
    throw controlError('CONTROL_TOKEN_WRONG', { problem: 'missing' });
  const [, given] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (given === undefined) {
    throw controlError('CONTROL_TOKEN_WRONG', { problem: 'not sent as "Bearer <token>"' });
  }
  if (!isSameToken(given, token)) throw controlError('CONTROL_TOKEN_WRONG', { problem: 'wrong' });
}

// Digests have one length, whatever was sent, and comparing them takes one time.
const isSameToken = (given: string, token: string): boolean =>
  timingSafeEqual(digest(given), digest(token));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
