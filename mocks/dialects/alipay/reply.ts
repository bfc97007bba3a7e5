import type { Answer } from '../../kernel/answer.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { FAILURES, isFailureName, type FailureName } from './failures.ts';

// What a handler answers, before anyone knows in which protocol. It travels through the kernel as an
// answer without a content type; the seal writes it out for v2 or v3 and signs what it wrote. So the
// words for technical failures, which faults ask for without a request, come out right as well.

export type ReplyFields = Readonly<Record<string, unknown>>;

export type Reply =
  | { readonly kind: 'done'; readonly fields: ReplyFields }
  /** The buyer is still asked to pay: 10003. */
  | { readonly kind: 'paying'; readonly fields: ReplyFields }
  | {
      readonly kind: 'failure';
      readonly name: FailureName;
      readonly message: string;
      /** An HTTP status that is the front's own, in both protocols. */
      readonly status: number | null;
      readonly fields: ReplyFields;
    };

export const done = (fields: ReplyFields): Answer => answerOf({ kind: 'done', fields });

export const paying = (fields: ReplyFields): Answer => answerOf({ kind: 'paying', fields });

export interface FailureDetail {
  /** What exactly is wrong, after the usual words. */
  readonly detail?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What some failures tell besides (`retry_flag` of a cancel). */
  readonly fields?: ReplyFields;
}

export function failure(name: FailureName, given: FailureDetail = {}): Answer {
  const { detail, status = null, headers = {}, fields = {} } = given;
  const usual = FAILURES[name].message;
  const message = detail === undefined ? usual : `${usual}: ${detail}`;
  return { ...answerOf({ kind: 'failure', name, message, status, fields }), headers };
}

/** To be thrown by a handler: nothing was carried out. */
export const refusal = (name: FailureName, detail?: string): Refusal =>
  new Refusal(failure(name, detail === undefined ? {} : { detail }), { isExecuted: false });

const answerOf = (reply: Reply): Answer => ({
  status: 200,
  headers: {},
  body: JSON.stringify(reply),
});

/** Null for what is written already: pages and files. */
export function readReply(answer: Answer): Reply | null {
  if (answer.headers['content-type'] !== undefined) return null;
  const reply = JSON.parse(answer.body) as Reply;
  if (reply.kind === 'failure' && !isFailureName(reply.name)) throw new Error('no such failure');
  return reply;
}
