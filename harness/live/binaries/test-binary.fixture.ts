import { findBinary, type Binary } from './find-binary.ts';
import type { ToolName } from './tools.ts';

/** For tests: the real program, found or made as in a run. */
export const testBinary = (tool: ToolName): Promise<Binary> => findBinary(tool);
