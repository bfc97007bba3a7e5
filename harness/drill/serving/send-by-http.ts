import { request, type IncomingMessage } from 'node:http';
import type { Body, SendRequest } from './send-request.ts';

/**
 * Without fetch, which takes more processor time, and in the process of a live run more memory. The
 * parser of HTTP that it brings is WebAssembly: over the events of a large run, a hundred megabytes, it
 * becomes hot and is compiled anew, for which the engine takes 25 MB and more. Its web streams keep as
 * much waiting again.
 *
 * Each request has a connection of its own: one that was kept may be that of a process killed since.
 */
export const sendByHttp: SendRequest = async (url, { method = 'GET', headers, body, signal }) => {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const fail = (error: Error): void => reject(reasonOf(error, signal));
    const sent = request(url, { method, headers, signal, agent: false }, resolve);
    sent.on('error', fail).end(body);
  });
  const status = answer.statusCode ?? 0;
  return { status, isOk: status >= 200 && status < 300, body: bodyOf(answer, signal) };
};

function bodyOf(answer: IncomingMessage, signal: AbortSignal): Body {
  return (take) =>
    new Promise((resolve, reject) => {
      answer.on('end', resolve);
      answer.on('error', (error) => reject(reasonOf(error, signal)));
      answer.on('data', (chunk: Uint8Array) => {
        try {
          take(chunk);
        } catch (error) {
          // Whoever reads has seen enough.
          reject(error);
          answer.destroy();
        }
      });
    });
}

const reasonOf = (error: Error, { aborted, reason }: AbortSignal): unknown =>
  aborted ? reason : error;
