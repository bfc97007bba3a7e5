import type { FaultCount, FaultRecord, RunRecord } from '../../harness/core/record.ts';

export const ESTIMATE_NOTE =
  '≈ was not counted: the target keeps no audit log, so it is inferred from the orders that the gateway did not see.';

/** What nobody counted is not told as if somebody had. */
export const formatFaultCount = (fault: FaultRecord, count: FaultCount, mark = '≈ '): string =>
  `${fault.estimated?.includes(count) === true ? mark : ''}${fault[count]}`;

export const hasEstimates = ({ faults }: RunRecord): boolean =>
  faults.some(({ estimated = [] }) => estimated.length > 0);
