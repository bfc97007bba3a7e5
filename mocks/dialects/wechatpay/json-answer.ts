import type { Answer } from '../../kernel/answer.ts';

export const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

export const noContent = (): Answer => ({ status: 204, headers: {}, body: '' });

/** A header of our own that the seal takes off again. */
export const UNSIGNED = 'paydrill-unsigned';

/** What WeChat Pay answers without a signature: mostly to those whom it does not know. */
export const unsigned = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, [UNSIGNED]: '1' },
});
