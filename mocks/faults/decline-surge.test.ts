import { describe, expect, test } from 'vitest';
import { TEST_CARDS } from '../../harness/core/test-cards.ts';
import { declineSurge } from './decline-surge.ts';
import { createFakeRequest } from './fake-request.fixture.ts';

describe('decline-surge', () => {
  test('declines softly unless told otherwise', () => {
    expect(declineSurge.options.parse({})).toEqual({ kind: 'soft' });
  });

  test.each(['soft', 'later', 'hard', 'fix-data'] as const)(
    'has the issuer decline with a reason that test cards also give for %s',
    async (kind) => {
      const request = createFakeRequest();
      await declineSurge.meet(request, { kind });
      const { decline } = request.overrides;
      const answers = Object.values(TEST_CARDS).map((card) => card.issuerAnswer);
      expect(answers).toContainEqual({
        kind: 'decline',
        decline: kind,
        reason: decline?.reason,
      });
      expect(decline?.kind).toBe(kind);
      expect(request.effects()).toBe(1);
    },
  );
});
