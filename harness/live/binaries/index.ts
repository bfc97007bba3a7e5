export {
  findBinaries,
  findBinary,
  type Binary,
  type BinaryOptions,
  type Origin,
} from './find-binary.ts';
export { inspectBinaries, type BinaryReport, type WayReport } from './inspect-binaries.ts';
export type { ToolName } from './tools.ts';
