import type { RunEvent } from '../../core/events.ts';
import type { Witness } from '../../core/record.ts';
import type { RunInvariant } from './invariant.ts';
import { someText } from './secrets/event-texts.ts';
import { createSecretPattern, type SecretPattern } from './secrets/secret-pattern.ts';

export const noSecrets: RunInvariant = {
  name: 'no-secrets',
  scope: 'run',
  promise: 'No card number, secret key or token stands in any log or event.',
  isMoney: false,
  requires: [],
  begin({ loose, logs, secrets }) {
    const pattern = createSecretPattern(secrets);
    const violations: Witness[] = [];
    const search = (event: RunEvent): void => {
      if (someText(event, pattern.has)) violations.push(inEvent(event, pattern));
    };
    return {
      see(history) {
        for (const event of history.answers) search(event);
        for (const event of history.exchanges) search(event);
        for (const event of history.webhooks) search(event);
        for (const event of history.statuses) search(event);
        for (const event of history.attempts) search(event);
        for (const event of history.ends) search(event);
        for (const event of history.routes) search(event);
        if (history.reading !== null) search(history.reading);
      },
      finish() {
        for (const event of loose) search(event);
        for (const { name, text } of logs) {
          const witness = inLog(name, text, pattern);
          if (witness !== null) violations.push(witness);
        }
        return { checked: 1, violations };
      },
    };
  },
};

function inEvent(event: RunEvent, pattern: SecretPattern): Witness {
  const text = JSON.stringify(event);
  return {
    paymentId:
      'payment' in event && typeof event.payment === 'string' ? pattern.mask(event.payment) : '',
    story: `Event ${event.seq} (${event.kind}) of ${event.source} holds a ${pattern.kindIn(text) ?? 'secret'}.`,
    // A report must not spread what it found.
    events: [JSON.parse(pattern.mask(text)) as RunEvent],
  };
}

function inLog(name: string, text: string, pattern: SecretPattern): Witness | null {
  if (!pattern.has(text)) return null;
  const lines = text.split('\n');
  const index = lines.findIndex((line) => pattern.has(line));
  const kind = pattern.kindIn(lines[index] ?? text) ?? 'secret';
  return { paymentId: '', story: `${name} holds a ${kind} in line ${index + 1}.`, events: [] };
}
