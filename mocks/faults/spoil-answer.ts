import type { Answer, Delivery } from '../kernel/answer.ts';

/** Applies `change` to a whole answer; what an inner fault has spoiled already stays as it is. */
export function spoilAnswer(delivery: Delivery, change: (answer: Answer) => Delivery): Delivery {
  return delivery.kind === 'whole' ? change(delivery.answer) : delivery;
}

/** The same answer with another body; a content-length that no longer fits goes. */
export function replaceBody(answer: Answer, body: string): Answer {
  const headers = Object.entries(answer.headers).filter(
    ([name]) => name.toLowerCase() !== 'content-length',
  );
  return { ...answer, headers: Object.fromEntries(headers), body };
}
