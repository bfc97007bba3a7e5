export { streamBySocket } from './stream-by-socket.ts';
