import { z } from 'zod';
import { PROVIDER_OPERATIONS } from '../../harness/core/outcome.ts';
import {
  SELECTION,
  checkFaultOperations,
  checkFaultSelection,
  checkFaultTrait,
  cycle,
  findFault,
  parseFaultOptions,
  pickSelection,
} from '../faults/index.ts';
import { LONGEST_LEASE_MS, type ArmedFault } from '../kernel/armed-faults.ts';
import { didYouMean } from '../kernel/did-you-mean.ts';
import type { Gateway } from '../kernel/gateway.ts';
import { armedFaultSchema } from './answer-schemas.ts';
import { controlError } from './errors.ts';
import { findGateway } from './find-gateway.ts';
import { NOTHING, defineRoute, json } from './route.ts';

const leaseMs = z.int().min(1).max(LONGEST_LEASE_MS);
const faultName = z.string().min(1).max(128);

const faultToArm = z.strictObject({
  name: faultName
    .optional()
    .describe(
      'What to call it; one of that name on that gateway is replaced. Left out: as the fault is called.',
    ),
  gateway: z.string().describe('Name of a running gateway.'),
  fault: z.string().describe('Name of a gateway fault, see docs/faults.md.'),
  options: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Options of the fault.'),
  share: z.number().min(0).max(1).default(1).describe('Share of requests that meet it, 0 to 1.'),
  operations: z
    .array(z.enum(PROVIDER_OPERATIONS))
    .default([])
    .describe('Operations that meet it; none given: all that the fault applies to.'),
  ...SELECTION,
  cycle,
  leaseMs: leaseMs
    .nullable()
    .default(null)
    .describe('It clears itself after this time without a renewal; null: never. Milliseconds.'),
});

const armFault = defineRoute({
  method: 'POST',
  path: '/faults',
  summary: 'Arms a fault.',
  answers: 'json',
  returns: armedFaultSchema,
  status: 201,
  body: faultToArm,
  handle({ body }, { gateways }) {
    const gateway = findGateway(gateways, body.gateway);
    const definition = findFault(body.fault);
    const options = parseFaultOptions(definition, body.options);
    const { name = definition.name, share, operations } = body;
    const selection = pickSelection(body);
    checkFaultOperations(definition, operations);
    checkFaultSelection(definition, selection, share);
    checkFaultTrait(definition, gateway.name, gateway.traits);
    const armed = gateway.faults.arm({
      name,
      definition,
      options,
      share,
      operations,
      selection,
      leaseMs: body.leaseMs,
    });
    return json(describeArmed(gateway, armed), 201);
  },
});

const listFaults = defineRoute({
  method: 'GET',
  path: '/faults',
  summary: 'Lists the armed faults with the number of requests that each has met.',
  answers: 'json',
  returns: z.array(armedFaultSchema),
  handle: (_input, { gateways }) =>
    json(
      gateways.flatMap((gateway) =>
        gateway.faults.list().map((armed) => describeArmed(gateway, armed)),
      ),
    ),
});

const clearFault = defineRoute({
  method: 'DELETE',
  path: '/faults/:name',
  summary: 'Clears the fault of that name, on every gateway that has one.',
  answers: 'nothing',
  params: z.strictObject({ name: faultName }),
  query: z.strictObject({
    gateway: z.string().optional().describe('On that gateway alone.'),
  }),
  handle({ params, query }, { gateways }) {
    const meant = query.gateway === undefined ? gateways : [findGateway(gateways, query.gateway)];
    const cleared = meant.filter((gateway) => gateway.faults.clear(params.name));
    if (cleared.length > 0) return NOTHING;
    const armed = [
      ...new Set(meant.flatMap((gateway) => gateway.faults.list().map(({ name }) => name))),
    ];
    throw controlError('CONTROL_FAULT_NOT_ARMED', {
      got: params.name,
      suggestion: didYouMean(params.name, armed),
      armed: armed.join(', ') || 'none',
    });
  },
});

const clearFaults = defineRoute({
  method: 'DELETE',
  path: '/faults',
  summary: 'Clears every fault.',
  answers: 'nothing',
  handle(_input, { gateways }) {
    for (const gateway of gateways) gateway.faults.clearAll();
    return NOTHING;
  },
});

const renewLeases = defineRoute({
  method: 'POST',
  path: '/lease',
  summary: 'Starts the lease of every armed fault anew; faults without a lease get none.',
  answers: 'nothing',
  body: z.strictObject({ leaseMs: leaseMs.describe('The new lease, in milliseconds.') }),
  handle({ body }, { gateways }) {
    for (const gateway of gateways) gateway.faults.renew(body.leaseMs);
    return NOTHING;
  },
});

const describeArmed = (gateway: Gateway, armed: ArmedFault) => ({
  name: armed.name,
  gateway: gateway.name,
  fault: armed.definition.name,
  options: armed.options,
  share: armed.share,
  operations: armed.operations,
  ...armed.selection,
  leaseMs: armed.leaseMs,
  expiresAt: armed.expiresAt,
  met: armed.met,
});

export const FAULT_ROUTES = [armFault, listFaults, clearFault, clearFaults, renewLeases];
