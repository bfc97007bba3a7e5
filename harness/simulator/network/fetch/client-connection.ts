import type { EventLoop } from '../../clock/event-loop.ts';
import type { VirtualEvent } from '../../clock/virtual-event.ts';
import { NO_REQUEST_SENT, type CloseReason } from './close-reason.ts';
import type { Job } from './dispatch.ts';
import { AnswerParser, type AnswerHead } from './http-parser.ts';
import { writeHead } from './request-head.ts';
import { isWhole, sendRequest } from './send-body.ts';
import {
  BodyTimeoutError,
  ConnectTimeoutError,
  HeadersTimeoutError,
  InformationalError,
  SocketError,
} from './undici-errors.ts';
import type { Holding } from '../../process/virtual-process.ts';
import type { VirtualSocket } from '../virtual-socket.ts';

// undici's defaults, in milliseconds.
const CONNECT_MS = 10_000;
const HEADERS_MS = 300_000;
const BODY_MS = 300_000;
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_THRESHOLD_MS = 2_000;
const KEEP_ALIVE_MAX_MS = 600_000;

export interface ConnectionSite {
  readonly loop: EventLoop;
  readonly host: string;
  readonly port: number;
  readonly defaultHost: string;
  /** It can take another request now. */
  onFree(): void;
  /** It is gone; a request that it never sent is given back. */
  onGone(unsent: Job | null, reason: CloseReason): void;
}

/** One connection of the pool behind fetch: requests one after the other, as undici does it. */
export class ClientConnection {
  readonly #site: ConnectionSite;
  readonly #socket: VirtualSocket;
  readonly #parser: AnswerParser;
  readonly #holding: Holding = { abandon: () => this.#parser.close() };
  #job: Job | null = null;
  #head: AnswerHead | null = null;
  #isWriting = false;
  #mustClose = false;
  #isConnected = false;
  #isGone = false;
  #keepAliveMs = KEEP_ALIVE_MS;
  #timer: VirtualEvent | null = null;
  #error: Error | null = null;
  #isPaused = false;

  constructor(site: ConnectionSite, socket: VirtualSocket) {
    this.#site = site;
    this.#socket = socket;
    this.#parser = new AnswerParser({
      onHead: (head) => this.#onHead(head),
      onBody: (bytes) => this.#onBody(bytes),
      onComplete: (trailers) => this.#onComplete(trailers),
    });
    socket.owner.holdings.add(this.#holding);
    socket.on('connect', () => this.#onConnect());
    socket.on('data', (bytes) => this.#onData(bytes));
    socket.on('end', () => this.#onEnd());
    socket.on('error', (error) => (this.#error ??= error));
    socket.on('close', () => this.#onClose());
    this.#wait(CONNECT_MS, 'fetch connects', () =>
      socket.destroy(new ConnectTimeoutError(site.host, site.port, CONNECT_MS)),
    );
    socket.connect({ host: site.host, port: site.port });
  }

  get isFree(): boolean {
    return this.#job === null && !this.#isGone && !this.#socket.destroyed;
  }

  take(job: Job): void {
    this.#job = job;
    if (this.#isConnected) this.#begin(job);
  }

  #wait(ms: number, label: string, run: () => void): void {
    if (this.#timer !== null) this.#timer.run = null;
    const { loop } = this.#site;
    const owner = this.#socket.owner;
    this.#timer = loop.schedule(ms * 1000, { kind: 'timer', owner, label, run });
  }

  #onConnect(): void {
    this.#isConnected = true;
    this.#waitIdle();
    if (this.#job !== null) this.#begin(this.#job);
  }

  #waitIdle(): void {
    this.#wait(this.#keepAliveMs, 'fetch keeps a connection', () =>
      this.#socket.destroy(new InformationalError('socket idle timeout')),
    );
  }

  #begin(job: Job): void {
    const { options, handler } = job;
    const abort = (reason?: Error): void => {
      if (job.isDone) return;
      job.isDone = true;
      handler.onError(reason ?? new Error('Request aborted'));
      this.#socket.destroy(new InformationalError('aborted'));
    };
    let head;
    try {
      head = writeHead(options, this.#site.defaultHost);
      handler.onConnect(abort);
    } catch (error) {
      this.#job = null;
      job.isDone = true;
      handler.onError(error as Error);
      this.#site.onFree();
      return;
    }
    if (job.isDone) return;
    this.#mustClose = head.closes;
    this.#wait(HEADERS_MS, `fetch ${options.method} ${options.path} waits for headers`, () =>
      this.#socket.destroy(new HeadersTimeoutError()),
    );
    this.#isWriting = !isWhole(options.body);
    sendRequest(this.#socket, options.method, head, options.body, (work) =>
      this.#site.loop.waitForReal(work),
    ).then(
      () => (this.#isWriting = false),
      (error: unknown) => abort(error as Error),
    );
  }

  #onData(bytes: Buffer): void {
    if (this.#job === null) {
      this.#socket.destroy(new SocketError('bad response', this.#info()));
      return;
    }
    const error = this.#parser.execute(bytes);
    if (error !== null) this.#socket.destroy(error);
  }

  #onHead(head: AnswerHead): boolean {
    const job = this.#job;
    if (job === null || job.isDone) return false;
    if (head.status < 200) {
      job.handler.onHeaders(head.status, [], () => undefined, head.statusText);
      return false;
    }
    this.#head = head;
    job.handler.onResponseStarted?.();
    this.#readKeepAlive(head);
    this.#wait(BODY_MS, `fetch ${job.options.path} waits for the body`, () => {
      if (!this.#isPaused) this.#socket.destroy(new BodyTimeoutError());
    });
    const raw = head.rawHeaders.map((text) => Buffer.from(text, 'latin1'));
    const goesOn = job.handler.onHeaders(head.status, raw, () => this.#resume(), head.statusText);
    if (goesOn === false) this.#pause();
    return job.options.method === 'HEAD';
  }

  #readKeepAlive({ rawHeaders, isKeptAlive }: AnswerHead): void {
    if (!isKeptAlive) {
      this.#mustClose = true;
      return;
    }
    const index = rawHeaders.findIndex(
      (name, at) => at % 2 === 0 && name.toLowerCase() === 'keep-alive',
    );
    const seconds = /timeout=(\d+)/.exec(rawHeaders[index + 1] ?? '')?.[1];
    if (index === -1 || seconds === undefined) {
      this.#keepAliveMs = KEEP_ALIVE_MS;
      return;
    }
    const ms = Math.min(Number(seconds) * 1000 - KEEP_ALIVE_THRESHOLD_MS, KEEP_ALIVE_MAX_MS);
    if (ms <= 0) this.#mustClose = true;
    else this.#keepAliveMs = ms;
  }

  #onBody(bytes: Buffer): void {
    const job = this.#job;
    if (job === null || job.isDone) return;
    this.#wait(BODY_MS, `fetch ${job.options.path} waits for the body`, () => {
      if (!this.#isPaused) this.#socket.destroy(new BodyTimeoutError());
    });
    if (job.handler.onData(bytes) === false) this.#pause();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #onComplete(trailers: readonly string[]): void {
    const job = this.#job;
    if (job === null || this.#head === null) return;
    this.#head = null;
    this.#job = null;
    if (!job.isDone) {
      job.isDone = true;
      job.handler.onComplete(trailers);
    }
    if (this.#mustClose || this.#isWriting) {
      this.#socket.destroy(new InformationalError('reset'));
      return;
    }
    this.#resume();
    this.#waitIdle();
    this.#site.onFree();
  }

  #onEnd(): void {
    if (this.#head !== null && !this.#head.isKeptAlive) {
      const error = this.#parser.finish();
      if (error !== null) this.#socket.destroy(error);
      return;
    }
    this.#socket.destroy(new SocketError('other side closed', this.#info()));
  }

  #onClose(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#socket.owner.holdings.delete(this.#holding);
    this.#parser.close();
    if (this.#timer !== null) this.#timer.run = null;
    const job = this.#job;
    this.#job = null;
    if (!this.#isConnected) {
      this.#site.onGone(job, { kind: 'not-connected', error: this.#error ?? new Error('closed') });
      return;
    }
    if (job !== null && !job.isDone) {
      job.isDone = true;
      job.handler.onError(this.#error ?? new SocketError('closed', this.#info()));
    }
    this.#site.onGone(null, NO_REQUEST_SENT);
  }

  #info(): object {
    const { localAddress, localPort, remoteAddress, remotePort } = this.#socket.peer;
    const { written, read } = this.#socket.counts;
    const counts = { timeout: undefined, bytesWritten: written, bytesRead: read };
    return { localAddress, localPort, remoteAddress, remotePort, remoteFamily: 'IPv4', ...counts };
  }
}
