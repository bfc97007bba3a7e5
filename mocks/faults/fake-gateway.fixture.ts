import { vi } from 'vitest';
import type { FaultableGateway } from './fault.ts';

/** A gateway for unit tests of what faults do when they are armed and cleared. */
export const createFakeGateway = () =>
  ({
    expireTokens: vi.fn<FaultableGateway['expireTokens']>(),
    forgetKeys: vi.fn<FaultableGateway['forgetKeys']>(),
    shiftClock: vi.fn<FaultableGateway['shiftClock']>(),
    rotateKeys: vi.fn<FaultableGateway['rotateKeys']>(),
    rememberChanges: vi.fn<FaultableGateway['rememberChanges']>(),
  }) satisfies FaultableGateway;
