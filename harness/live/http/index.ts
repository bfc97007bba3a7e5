export { sendByHttp } from './send-by-http.ts';
export { statusOf } from './status-of.ts';
export { streamBySocket } from './stream-by-socket.ts';
