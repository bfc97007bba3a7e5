import type { Visit } from './visit.ts';

/** What one customer does, written once and played by k6 and by the simulator. */
export type Journey = (visit: Visit) => Promise<void>;
