export { createVirtualWorld } from './virtual-world.ts';
export type { VirtualWorld, VirtualWorldOptions, WorldEvent } from './virtual-world.ts';
export { SIMULATOR_ERRORS } from './errors.ts';
export type { Delay } from './network/delay.ts';
export type { LinkEffect, LinkFault, LinkPlace, LinkSettings } from './network/link.ts';
export type { OutputLine } from './process/output.ts';
export type { StartOptions, WorldCommand, WorldReport } from './protocol.ts';
export type { WorldControls } from './world/controls.ts';
