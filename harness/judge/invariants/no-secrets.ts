import type { RunEvent } from '../../core/events.ts';
import type { Witness } from '../../core/record.ts';
import type { LogText, RunInvariant } from './invariant.ts';
import { skippingClean } from './secrets/clean-texts.ts';
import { findInHistory, isInLoose } from './secrets/event-texts.ts';
import { createSecretPattern, type SecretPattern } from './secrets/secret-pattern.ts';

export const noSecrets: RunInvariant = {
  name: 'no-secrets',
  scope: 'run',
  promise: 'No card number, secret key or token stands in any log or event.',
  isMoney: false,
  requires: [],
  begin({ loose, logs, secrets }) {
    const pattern = createSecretPattern(secrets);
    const isSecret = skippingClean(pattern.has);
    const violations: Witness[] = [];
    const accuse = (event: RunEvent): void => {
      violations.push(inEvent(event, pattern));
    };
    return {
      see: (history) => findInHistory(history, isSecret, accuse),
      finish() {
        for (const event of loose) if (isInLoose(event, isSecret)) accuse(event);
        for (const log of logs) {
          const witness = inLog(log, pattern);
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

function inLog({ name, text }: LogText, pattern: SecretPattern): Witness | null {
  let linesBefore = 0;
  for (const piece of typeof text === 'string' ? [text] : text) {
    const lines = piece.split('\n');
    if (!pattern.has(piece)) {
      linesBefore += lines.length - 1;
      continue;
    }
    const index = lines.findIndex((line) => pattern.has(line));
    const kind = pattern.kindIn(lines[index] ?? piece) ?? 'secret';
    const story = `${name} holds a ${kind} in line ${linesBefore + index + 1}.`;
    return { paymentId: '', story, events: [] };
  }
  return null;
}
