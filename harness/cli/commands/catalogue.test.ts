import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GATEWAY_FAULTS } from '../../../mocks/faults/index.ts';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { POLICIES } from '../../../scenarios/policies/registry.ts';
import { FAULT_KINDS } from '../../config/index.ts';
import { EXIT } from '../../core/errors.ts';
import { runCli } from '../program.ts';

afterEach(() => {
  process.exitCode = undefined;
});

async function paydrill(...args: readonly string[]) {
  const said = { result: '', log: '' };
  const code = await runCli(args, {
    result: (text) => void (said.result += text),
    log: (text) => void (said.log += `${text}\n`),
  });
  return { code, ...said };
}

describe('paydrill list faults', () => {
  it('has a line with name, layer and a sentence for each fault of every layer', async () => {
    const { result } = await paydrill('list', 'faults');
    expect(result).toMatch(/^slicer +network {2}Bytes come in small pieces/m);
    expect(result).toMatch(/^pause +process {2}The target stands still/m);
    expect(result).toMatch(/^late-arrival +gateway {2}The request is stuck/m);
    const { result: json } = await paydrill('list', 'faults', '--json');
    const rows = JSON.parse(json) as readonly Record<string, string | readonly string[]>[];
    expect(rows).toHaveLength(Object.keys(GATEWAY_FAULTS).length + FAULT_KINDS.length);
    for (const row of rows) expect(row['summary'], String(row['name'])).toMatch(/\.$/);
  });

  it('says at which gateways a fault shows that does not at all', async () => {
    const { result } = await paydrill('list', 'faults');
    expect(result).toMatch(/^token-expiry +gateway {2}.*\. Only at paypal\.$/m);
    expect(result).toMatch(/^unsigned-answer +gateway {2}.*\. Only at alipay, wechatpay\.$/m);
    expect(result).not.toMatch(/^hang .*Only at/m);
    const { result: shown } = await paydrill('show', 'object-locked');
    expect((parse(shown) as { gateways: unknown }).gateways).toEqual(['stripe']);
  });
});

describe('paydrill show', () => {
  const namesIn = (layer: string): readonly string[] =>
    FAULT_KINDS.filter((fault) => fault.layer === layer).map(({ name }) => name);

  it.each<[kind: string, names: readonly string[]]>([
    ['scenario', Object.keys(CATALOGUE)],
    ['policy', Object.keys(POLICIES)],
    ['gateway-fault', Object.keys(GATEWAY_FAULTS)],
    ['network-fault', namesIn('network')],
    ['process-fault', namesIn('process')],
  ])('finds every %s by its name', async (kind, names) => {
    for (const name of names) {
      const { code, result } = await paydrill('show', name, '--kind', kind);
      expect(code).toBe(EXIT.held);
      expect(parse(result)).toMatchObject({ name });
    }
  });

  it('shows a gateway fault with its summary, operations, options and example', async () => {
    const { result } = await paydrill('show', 'hang', '--json');
    const { name, summary, appliesTo, example } = GATEWAY_FAULTS.hang;
    expect(JSON.parse(result)).toMatchObject({
      name,
      layer: 'gateway',
      summary,
      operations: appliesTo,
      example: { fault: name, options: example },
    });
    const { result: uniform } = await paydrill('show', 'latency');
    expect((parse(uniform) as { options: unknown }).options).toContainEqual({
      option: 'maxMs',
      with: 'uniform',
      values: 'whole number, 0 to 600000',
      default: 500,
      meaning: 'The longest wait, in milliseconds.',
    });
  });

  it('shows a network fault with its options and their bounds', async () => {
    const { result } = await paydrill('show', 'bandwidth');
    expect(result).toContain('values: whole number of kB/s, 1 to 1000000');
  });

  it('shows the scenario first where a fault has the same name, and says how to see that', async () => {
    const { result, log } = await paydrill('show', 'rate-limit');
    expect(result).toContain('hypothesis:');
    expect(log).toBe('also a gateway-fault: paydrill show rate-limit --kind gateway-fault\n');
  });

  it.each([
    ['provider-outag', 'provider-outage'],
    ['resilent', 'resilient'],
    ['html-eror-page', 'html-error-page'],
    ['black-hol', 'black-hole'],
  ])('names the nearest of all names to %s', async (name, nearest) => {
    const { code, log } = await paydrill('show', name);
    expect(code).toBe(EXIT.usage);
    expect(log).toContain(`did you mean "${nearest}"?`);
  });

  it('names the nearest kind', async () => {
    const { log } = await paydrill('show', 'hang', '--kind', 'gateway-falt');
    expect(log).toContain('did you mean "gateway-fault"?');
  });

  it('takes files of policies and of scenarios', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paydrill-show-'));
    try {
      await writeFile(join(folder, 'p.yaml'), 'name: patient\ndeadlineMs: 9s\n');
      expect((await paydrill('show', join(folder, 'p.yaml'))).result).toContain('deadlineMs: 9000');
      await writeFile(join(folder, 's.yaml'), 'name: mine\nhypothesis: It holds.\n');
      expect((await paydrill('show', join(folder, 's.yaml'))).result).toContain('drainMs:');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
