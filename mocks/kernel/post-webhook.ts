import { Agent as HttpAgent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

// Plain requests and not `fetch`: a drill delivers a thousand webhooks a second beside everything
// else on the same two cores, and a fetch costs five times as much.

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The answer has to be complete by then. */
  readonly timeoutMs: number;
}

/** What the receiver answered. */
export interface WebhookReceipt {
  readonly status: number;
  /** The first kibibyte. */
  readonly body: string;
}

const KEPT_CHARACTERS = 1024;

/** Connections to receivers, kept open between webhooks. */
export class WebhookPoster {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #underWay = new Set<ClientRequest>();

  /** Redirects are not followed. Rejects when there is no whole answer. */
  post({ url, headers, body, timeoutMs }: WebhookPost): Promise<WebhookReceipt> {
    return new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const request = (isSecure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: isSecure ? this.#https : this.#http,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      const timer = setTimeout(
        () => request.destroy(new Error(`no answer in ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#underWay.add(request);
      request.once('error', reject);
      request.once('close', () => {
        clearTimeout(timer);
        this.#underWay.delete(request);
        reject(new Error('the connection was closed'));
      });
      request.once('response', (response) => {
        response.once('error', reject);
        let answered = '';
        response.setEncoding('utf8');
        // Read to the end so that the connection can be used again.
        response.on('data', (chunk: string) => {
          if (answered.length < KEPT_CHARACTERS) answered += chunk;
        });
        response.once('end', () => {
          const status = response.statusCode ?? 0;
          resolve({ status, body: answered.slice(0, KEPT_CHARACTERS) });
        });
      });
      request.end(body);
    });
  }

  abort(): void {
    for (const request of this.#underWay) request.destroy(new Error('given up'));
  }

  close(): void {
    this.abort();
    this.#http.destroy();
    this.#https.destroy();
  }
}
