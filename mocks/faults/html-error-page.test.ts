import { describe, expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { htmlErrorPage } from './html-error-page.ts';

describe('html-error-page', () => {
  test('answers with a page of HTML and lets nothing take effect', async () => {
    const request = createFakeRequest();
    const delivery = await htmlErrorPage.meet(request, { status: 504, takesEffect: false });
    expect(delivery).toMatchObject({
      kind: 'whole',
      answer: { status: 504, headers: { 'content-type': 'text/html' } },
    });
    expect(delivery).toHaveProperty('answer.body', expect.stringContaining('504 Gateway Time-out'));
    expect(request.effects()).toBe(0);
  });

  test('hides an effect behind the page when asked to', async () => {
    const request = createFakeRequest();
    await htmlErrorPage.meet(request, { status: 599, takesEffect: true });
    expect(request.effects()).toBe(1);
  });
});
