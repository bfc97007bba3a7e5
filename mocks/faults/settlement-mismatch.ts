import { z } from 'zod';
import { assertNever } from '../../harness/core/assert-never.ts';
import type { SettlementLine } from '../kernel/settlement.ts';
import { defineFault } from './fault.ts';

export const settlementMismatch = defineFault({
  name: 'settlement-mismatch',
  summary:
    'The settlement file is wrong: a line is missing or there twice, or says another amount, fee, ' +
    'currency or reference. The ledger does not change.',
  example: { mistake: 'wrong-amount', deltaMinor: 100, currency: 'USD' },
  options: z.strictObject({
    mistake: z
      .enum([
        'missing-line',
        'double-line',
        'wrong-amount',
        'wrong-fee',
        'wrong-currency',
        'wrong-reference',
      ])
      .default('missing-line')
      .describe('What is wrong with each line that it meets.'),
    deltaMinor: z
      .int()
      .min(-100_000_000)
      .max(100_000_000)
      .default(100)
      .describe('How far an amount or a fee is off. Minor units.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capital letters')
      .default('USD')
      .describe('What a wrong currency says instead, ISO 4217.'),
  }),
  appliesTo: [],
  needsArming: true,
  settle(line, { mistake, deltaMinor, currency }): readonly SettlementLine[] {
    switch (mistake) {
      case 'missing-line':
        return [];
      case 'double-line':
        return [line, line];
      case 'wrong-amount': {
        const { grossMinor, netMinor } = line;
        return [{ ...line, grossMinor: grossMinor + deltaMinor, netMinor: netMinor + deltaMinor }];
      }
      case 'wrong-fee': {
        const { feeMinor, netMinor } = line;
        return [{ ...line, feeMinor: feeMinor + deltaMinor, netMinor: netMinor - deltaMinor }];
      }
      case 'wrong-currency':
        return [{ ...line, currency }];
      case 'wrong-reference':
        return [{ ...line, order: `${line.order ?? 'order'}-of-somebody-else` }];
      default:
        return assertNever(mistake);
    }
  },
});
