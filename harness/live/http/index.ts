export { sendByHttp } from './send-by-http.ts';
export { streamBySocket } from './stream-by-socket.ts';
