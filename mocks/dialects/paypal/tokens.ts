import type { GatewayContext } from '../../kernel/dialect.ts';

// Access tokens live on the gateway's clock. An expired one stays known for a while, because PayPal
// tells a token that it once issued from one that it never saw.

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

export type TokenState = 'live' | 'expired' | 'unknown';

export interface TokenStore {
  issue(lifetimeMs: number): IssuedToken;
  stateOf(accessToken: string): TokenState;
  expireAll(): void;
}

const REMEMBERED_MS = 3_600_000;

export function createTokenStore(
  gateway: Pick<GatewayContext, 'clock' | 'ids' | 'createStore'>,
): TokenStore {
  const expiryByToken = gateway.createStore<number>('tokens');

  const forgetOld = (nowMs: number): void => {
    // In order of issue: it stops at the first that is still remembered, so that it stays cheap.
    for (const [token, expiresMs] of expiryByToken) {
      if (expiresMs + REMEMBERED_MS >= nowMs) return;
      expiryByToken.delete(token);
    }
  };

  return {
    issue(lifetimeMs) {
      const nowMs = gateway.clock.now();
      forgetOld(nowMs);
      const accessToken = gateway.ids.next('A21AA', 92);
      expiryByToken.set(accessToken, nowMs + lifetimeMs);
      // Whole seconds on the wire, and never 0: the official SDK reads that as "for ever".
      return { accessToken, expiresInSeconds: Math.max(1, Math.floor(lifetimeMs / 1000)) };
    },
    stateOf(accessToken) {
      const expiresMs = expiryByToken.get(accessToken);
      if (expiresMs === undefined) return 'unknown';
      return gateway.clock.now() < expiresMs ? 'live' : 'expired';
    },
    expireAll() {
      const nowMs = gateway.clock.now();
      for (const [token, expiresMs] of expiryByToken) {
        expiryByToken.set(token, Math.min(expiresMs, nowMs));
      }
    },
  };
}
