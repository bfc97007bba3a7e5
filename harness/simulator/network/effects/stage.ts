import type { Random } from '../../../core/random.ts';
import type { VirtualEvent } from '../../clock/virtual-event.ts';
import type { Parcel } from '../parcel.ts';

/** What a stage may do to the connection that it stands in. */
export interface StageContext {
  readonly random: Random;
  /** The connection was opened while the fault was active already. */
  readonly isNew: boolean;
  nowUs(): number;
  after(delayUs: number, run: () => void): VirtualEvent;
  /** To the next stage, in the end to the receiver. */
  forward(parcel: Parcel): void;
  /** Both sides are closed, in order or by a reset. */
  cut(how: 'end' | 'reset'): void;
}

/** One fault in one direction of one connection. */
export interface Stage {
  take(parcel: Parcel): void;
  /** The fault was cleared or the connection is gone: what is held back goes on now. */
  clear(): void;
}
