import type { Answer, Signer } from './answer.ts';
import type { GatewayParts } from './parts.ts';
import type { GatewayRequest } from './request.ts';

/** The request that is answered. */
export interface Sealed {
  readonly exchange: string;
  readonly request: GatewayRequest | null;
}

/** Seals an answer once: what is sealed already goes as it is. */
export function sealAnswer(
  parts: Pick<GatewayParts, 'dialect' | 'clock'>,
  { exchange, request }: Sealed,
  answer: Answer,
  signer: Signer = 'provider',
): Answer {
  if (answer.finish === 'sealed') return answer;
  const nowMs = parts.clock.now();
  return { ...parts.dialect.seal(answer, { exchange, request, nowMs, signer }), finish: 'sealed' };
}
