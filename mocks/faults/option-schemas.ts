import { z } from 'zod';

// Options that several faults share, so that the same word has the same bounds everywhere.

/** Ten minutes: longer than any client waits, short enough for a timer. */
const LONGEST_WAIT_MS = 600_000;

/** A wait in whole milliseconds, 0 to ten minutes. */
export const waitMs = () => z.int().min(0).max(LONGEST_WAIT_MS);

/** What a Retry-After header says, in whole seconds up to a day. */
export const retryAfterSeconds = () => z.int().min(0).max(86_400);
