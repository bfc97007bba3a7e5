/** A run that went wrong, told in order of time. */
export interface Story {
  /** What broke, in one sentence with its amounts. */
  readonly headline: string;
  /** How little it takes: policy, seed, faults with their magnitudes. */
  readonly setting: readonly string[];
  readonly lines: readonly StoryMoment[];
  /** Lines that were left out to keep it short. */
  readonly leftOut: number;
  readonly ending: readonly string[];
}

/** What happened, beside what the ledgers held and what the customer believed from then on. */
export interface StoryMoment {
  readonly t: number;
  readonly actor: string;
  /** Short name of the order where there are several. */
  readonly order: string;
  readonly text: string;
  /** Empty where it did not change. */
  readonly ledger: string;
  readonly told: string;
}
