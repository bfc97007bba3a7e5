import {
  NETWORK_EFFECTS,
  PROCESS_ACTIONS,
  type FaultKind,
  type FaultOption,
} from '../harness/config/index.ts';

// The parts of docs/faults.md on network and process faults. Tables come from the code; what
// Toxiproxy does with them was measured with Toxiproxy 2.12.

const NETWORK_EXAMPLE = {
  name: 'answers-slow',
  layer: 'network',
  gateway: 'stripe',
  direction: 'downstream',
  effect: { kind: 'latency', latencyMs: 80, jitterMs: 60 },
  atMs: '2s',
  durationMs: '10s',
};

const PROCESS_EXAMPLE = {
  name: 'service-killed',
  layer: 'process',
  action: 'kill',
  atMs: '3s',
  durationMs: '2s',
};

const NETWORK_WORDS = `Every gateway has a proxy of its own in Toxiproxy, through which the target reaches it. Such a fault
knows bytes and connections, not requests: it cannot pick an operation.

The direction decides what becomes of the money:

- \`upstream\`, from the target to the gateway: the request suffers. A reset or a black hole means that the
  gateway never saw it, and nothing moved.
- \`downstream\`, from the gateway to the target, is the default: the answer suffers. The gateway has
  handled the request, money may have moved, and the target does not learn of it.

The target sees the same error both ways, which is the point.`;

const TOXIPROXY_WORDS = `What to know of Toxiproxy:

- **Faults in one direction of a gateway may not overlap.** As soon as a second one is added, Toxiproxy
  releases what the first one holds back, and draws anew which connections it meets. A scenario that
  asks for it is refused. Upstream and downstream may overlap, and \`down\` may overlap anything.
- **A \`share\` other than 0 or 1 is not replayable** (and 0, which meets nothing, is refused). It is the
  share of connections, not of requests: drawn once when a connection begins, without a seed. A service that keeps connections alive has a few that
  always fail and others that never do. The record marks such a fault "not replayable"; a gateway fault
  with a share is drawn from the seed.
- Connecting itself is never slow, for Toxiproxy accepts before it asks the gateway. A connect timeout
  cannot be tested this way.
- \`reset\` sends a real reset on connections that begin while it is active. Those that were open before
  are closed at the next bytes, which most clients take for the same.
- \`data-limit\` counts over all requests of a connection, so that with connections that are kept alive it
  strikes one answer in a few.
- When a \`black-hole\` ends, Toxiproxy closes every connection of its direction: what was held back never
  arrives.
- \`down\` takes a \`share\` of 1 only, and its direction does not matter.
- There is no packet loss, no TLS and no failure of names; the gateways are on loopback.`;

const PROCESS_WORDS = `They act on the target's process. There is one of it, so that each has to end before the next begins;
they have neither options nor a \`share\`.`;

export function renderNetworkFaults(): string {
  return [
    '## Network faults',
    NETWORK_WORDS,
    renderKinds('effect', NETWORK_EFFECTS),
    'Options of the effects:',
    renderOptions(NETWORK_EFFECTS),
    'Times may be written with a unit: `"80ms"`, `"2s"`.',
    TOXIPROXY_WORDS,
    'Example, as an entry of a scenario:',
    renderExample(NETWORK_EXAMPLE),
  ].join('\n\n');
}

export function renderProcessFaults(): string {
  return [
    '## Process faults',
    PROCESS_WORDS,
    renderKinds('action', PROCESS_ACTIONS),
    'Example, as an entry of a scenario:',
    renderExample(PROCESS_EXAMPLE),
  ].join('\n\n');
}

function renderKinds(title: string, kinds: Readonly<Record<string, FaultKind>>): string {
  const rows = Object.entries(kinds).map(([name, { summary }]) => `| \`${name}\` | ${summary} |`);
  return [`| ${title} | what happens |`, '| --- | --- |', ...rows].join('\n');
}

function renderOptions(kinds: Readonly<Record<string, FaultKind>>): string {
  const rows = Object.entries(kinds).flatMap(([kind, { options }]) =>
    Object.entries(options).map(([name, option]) => renderOption(kind, name, option)),
  );
  const head = '| effect | option | values | default | meaning |';
  return [head, '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function renderOption(kind: string, name: string, option: FaultOption): string {
  const { unit, low, high, defaultValue, description } = option;
  const cells = [
    `\`${kind}\``,
    `\`${name}\``,
    `whole number of ${unit}, ${low} to ${high}`,
    defaultValue === null ? 'none' : `\`${defaultValue}\``,
    description,
  ];
  return `| ${cells.join(' | ')} |`;
}

const renderExample = (example: object): string => `\`\`\`json\n${JSON.stringify(example)}\n\`\`\``;
