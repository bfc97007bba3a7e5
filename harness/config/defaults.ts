import { USUAL_LOAD, USUAL_TIMELINE } from '../../scenarios/catalogue/usual-load.ts';
import type { Load, Timeline } from '../core/scenario.ts';

/** What a scenario that says nothing else gets: the same as the catalogue's. */
export const DEFAULT_LOAD: Load = USUAL_LOAD;
export const DEFAULT_RATE_PER_SECOND = 50;
export const DEFAULT_TIMELINE: Timeline = USUAL_TIMELINE;
