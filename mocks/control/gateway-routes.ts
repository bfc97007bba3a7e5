import { z } from 'zod';
import { SDK_HINTS } from '../dialects/sdk-hints.ts';
import { fits, GATEWAY_FAULTS, type FaultDefinition } from '../faults/index.ts';
import type { Gateway } from '../kernel/gateway.ts';
import { faultKindSchema, gatewayInfoSchema } from './answer-schemas.ts';
import { controlError } from './errors.ts';
import { findGateway } from './find-gateway.ts';
import { defineRoute, json } from './route.ts';

const listGateways = defineRoute({
  method: 'GET',
  path: '/gateways',
  summary: 'Lists the gateways: where they listen, their test credentials, how to point an SDK.',
  answers: 'json',
  returns: z.array(gatewayInfoSchema),
  handle: (_input, { gateways, baseUrls }) =>
    json(
      gateways.map((gateway) => {
        const { provider, snippet, docs, ...sdk } = SDK_HINTS[gateway.name];
        const baseUrl = baseUrls.get(gateway.name) ?? null;
        return {
          name: gateway.name,
          provider,
          baseUrl,
          environment: gateway.environment,
          webhookEndpoint: gateway.webhookEndpoint(),
          sdk: { package: sdk.package, snippet: snippet(baseUrl ?? 'http://127.0.0.1'), docs },
        };
      }),
    ),
});

const listFaultKinds = defineRoute({
  method: 'GET',
  path: '/fault-kinds',
  summary: 'Lists the faults that can be armed, with example options.',
  answers: 'json',
  returns: z.array(faultKindSchema),
  handle: (_input, { gateways }) =>
    json(
      Object.values<FaultDefinition>(GATEWAY_FAULTS).map((fault) => describeKind(fault, gateways)),
    ),
});

const describeKind = (fault: FaultDefinition, gateways: readonly Gateway[]) => ({
  name: fault.name,
  summary: fault.summary,
  gateways: gateways.filter(({ traits }) => fits(fault, traits)).map(({ name }) => name),
  operations: fault.appliesTo,
  example: fault.example,
  options: z.toJSONSchema(fault.options, { io: 'input' }),
});

const readSettlement = defineRoute({
  method: 'GET',
  path: '/settlement',
  summary: "Writes a provider's own account of what it captured and refunded in a period.",
  answers: 'file',
  query: z.strictObject({
    gateway: z.string().describe('Name of a running gateway.'),
    fromMs: z.coerce
      .number()
      .min(0)
      .default(0)
      .describe('First moment of the period, epoch milliseconds on the clock of the gateways.'),
    toMs: z.coerce
      .number()
      .min(0)
      .optional()
      .describe('End of the period, not part of it; until now when left out.'),
  }),
  handle({ query }, { gateways, clock }) {
    const gateway = findGateway(gateways, query.gateway);
    const toMs = query.toMs ?? clock.now() + 1;
    const file = gateway.settlement({ fromMs: query.fromMs, toMs });
    if (file === null) throw controlError('CONTROL_NO_SETTLEMENT', { gateway: gateway.name });
    return { kind: 'file', ...file };
  },
});

export const GATEWAY_ROUTES = [listGateways, listFaultKinds, readSettlement];
