import { describe, expect, test } from 'vitest';
import { TEST_CARDS } from '../../core/test-cards.ts';
import { brokenIn, judgeOne, resultOf } from '../testing/judge-one.ts';

const NAME = 'no-secrets';

const judgeLog = (text: string, secrets: readonly string[] = []) =>
  judgeOne((order) => order.begin(), {
    input: { logs: [{ name: 'target.log', text }], secrets },
  });

describe(NAME, () => {
  test.each(Object.values(TEST_CARDS).map(({ number }) => number))(
    'finds card number %s in a log, in a word or in groups',
    (number) => {
      const groups = number.length === 15 ? [4, 6, 5] : [4, 4, 4, 4];
      let start = 0;
      const grouped = groups.map((length) => number.slice(start, (start += length))).join(' ');
      expect(brokenIn(judgeLog(`paid\n{"card":"${number}"}`))).toContain(NAME);
      expect(brokenIn(judgeLog(grouped))).toContain(NAME);
    },
  );

  test.each([
    ['secret key', 'key sk_test_4eC39HqLyjWDarjtT1zdp7dc'],
    ['webhook secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['client secret', 'pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH'],
    ['bearer token', 'authorization: Bearer AFEpH4PsADK7qSS7pSRsgz'],
    ['access token', '{"access_token":"A21AAFEpH4PsADK7qSS7pSRsgz"}'],
    ['basic credentials', 'authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
  ])('finds a %s and says in which line, but never which one', (kind, text) => {
    const [witness] = resultOf(judgeLog(`first\n${text}`), NAME).witnesses;
    expect(witness).toEqual({
      paymentId: '',
      story: `target.log holds a ${kind} in line 2.`,
      events: [],
    });
  });

  test('tells the line of a log that comes in pieces', () => {
    const text = ['one\ntwo\n', 'three\nBearer AFEpH4PsADK7qSS7pSRsgz\n', 'five'];
    const logs = [{ name: 'target.log', text }];
    const judgement = judgeOne((order) => order.begin(), { input: { logs } });
    expect(resultOf(judgement, NAME).witnesses[0]?.story).toContain('in line 4');
  });

  test("finds this run's own secrets, word for word", () => {
    const secret = 'paypal+secret/1';
    expect(brokenIn(judgeLog(`x=${secret}`, [secret]))).toContain(NAME);
    expect(brokenIn(judgeLog('x=paypallsecret/1', [secret]))).not.toContain(NAME);
  });

  test('masks what it found in an event', () => {
    const judgement = judgeOne((order) => {
      order.end(order.attempt('stripe', 'confirm'), 'refused', {
        code: 'no such card 4242424242424242',
      });
    });
    const [witness] = resultOf(judgement, NAME).witnesses;
    expect(witness?.story).toBe('Event 1 (attempt-ended) of service holds a card number.');
    expect(witness?.events[0]).toMatchObject({ code: 'no such card [card number]' });
    expect(JSON.stringify(judgement)).not.toContain('4242424242424242');
  });

  test.each([
    '{"level":30,"time":1732330000000,"pid":4242,"msg":"ready"}',
    'Bearer [redacted]',
    'order 4000000000000000 of 9999999999999999',
    'sk_test_',
  ])('does not take %s for a secret', (text) => {
    expect(brokenIn(judgeLog(text))).not.toContain(NAME);
  });
});
