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
  parts: Pick<GatewayParts, 'dialect' | 'providerClock'>,
  { exchange, request }: Sealed,
  answer: Answer,
  signer: Signer = 'provider',
  alterBody?: (body: string) => string,
): Answer {
  if (answer.finish === 'sealed') return answer;
  const nowMs = parts.providerClock.now();
  const { dialect } = parts;
  const sealing = { exchange, request, nowMs, signer };
  if (alterBody === undefined) return { ...dialect.seal(answer, sealing), finish: 'sealed' };
  const sealed =
    dialect.writesWhenSealing === true
      ? dialect.seal(answer, { ...sealing, alterBody })
      : dialect.seal({ ...answer, body: alterBody(answer.body) }, sealing);
  return { ...sealed, finish: 'sealed' };
}
