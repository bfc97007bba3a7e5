/** A swarm draws from its faults and from all that fit its gateways. */
export const SCENARIO = 'answer-lost';

export const CASES_FOLDER = 'tests/mutants/cases';

/** What a campaign may need to find a mistake, and what a case of it may have. */
export const MOST = { seeds: 2_000, faults: 3, payments: 3 };
