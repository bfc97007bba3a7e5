import type { Answer } from './answer.ts';

/** Thrown by a handler to answer with an error from deep inside. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;
  /** False for validation: the request was never carried out, so its answer is not kept. */
  readonly isExecuted: boolean;

  constructor(answer: Answer, options: { readonly isExecuted: boolean }) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
    this.isExecuted = options.isExecuted;
  }
}
