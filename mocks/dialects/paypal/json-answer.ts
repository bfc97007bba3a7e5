import type { Answer } from '../../kernel/answer.ts';

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** 204, as PATCH and a minimal void answer. */
export const noContent = (): Answer => ({ status: 204, headers: {}, body: '' });
