import { checkNode } from '../clock/drain.ts';
import { installDate } from '../clock/date.ts';
import { EventLoop } from '../clock/event-loop.ts';
import { installPerformance } from '../clock/performance.ts';
import { installTimers } from '../clock/timers.ts';
import { installFreshModules } from '../modules/fresh-modules.ts';
import { installNetwork } from '../network/install-network.ts';
import { Network } from '../network/network.ts';
import { Output, type OutputLine } from '../process/output.ts';
import type { WorldSettings } from '../protocol.ts';
import { Processes } from '../world/processes.ts';
import { World } from '../world/world.ts';
import { createRandom } from '../../core/random.ts';
import { installBlobs } from './blobs.ts';
import { installContext } from './context.ts';
import { installCrypto } from './crypto.ts';
import { installEntries } from './entries.ts';
import { installFiles } from './files.ts';
import { installFinalizers } from './finalizers.ts';
import { Globals } from './globals.ts';
import { installMachine } from './machine.ts';
import { installProcess, type ProcessControl } from './process.ts';
import { installRandomness } from './randomness.ts';
import { installRefusals } from './refused.ts';
import { publishReplacements } from './replace.ts';
import { installSqlite, VirtualDisk } from './sqlite.ts';
import { installWebAssembly } from './web-assembly.ts';
import { installZlib } from './zlib.ts';

export interface WorldListeners {
  onLine(line: OutputLine): void;
  onEvent(atMs: number, name: string, data: unknown): void;
}

/**
 * Makes this thread a virtual world. Once and for ever: what was replaced is never put back.
 *
 * @throws SIMULATOR_NODE_UNFIT
 */
export function installAmbient(settings: WorldSettings, listeners: WorldListeners): World {
  checkNode();
  const { seed, startEpochMs } = settings;
  const loop = new EventLoop(Processes.createWorldProcess(seed), startEpochMs);
  const network = new Network(loop, createRandom(seed, 'network'));
  const output = new Output(
    () => loop.nowUs / 1000,
    (line, isWanted) => {
      loop.hash.text(line.text);
      if (isWanted) listeners.onLine(line);
    },
  );
  const disk = new VirtualDisk();
  // Set below; nothing can exit before a world exists.
  const world: { control: ProcessControl | null } = { control: null };

  const commonJs = installFreshModules(settings.sources);
  installFinalizers();
  const installed = installNetwork({ loop, network });
  installDate(loop);
  installPerformance(loop);
  installTimers(loop, installContext());
  installRandomness(loop);
  installCrypto(loop);
  installZlib(loop);
  installFiles(loop, output);
  installRefusals();
  installSqlite(loop, disk);
  installMachine(loop);
  installEntries(loop);
  installBlobs();
  installWebAssembly();
  installProcess(loop, output, {
    exit: (process, code) => world.control?.exit(process, code),
    signal: (pid, signal) => world.control?.signal(pid, signal) ?? false,
  });
  publishReplacements();

  const globals = new Globals();
  globals.accept();
  const made = new World(
    {
      loop,
      network,
      disk,
      output,
      hooks: {
        forgetSockets: (serial) => installed.forget(serial),
        forgetModules: () => commonJs.forget(),
        restoreGlobals: () => globals.restore(),
        acceptGlobals: () => globals.accept(),
      },
      emit: (name, data) => listeners.onEvent(loop.nowUs / 1000, name, data),
    },
    settings,
  );
  world.control = made;
  // Last: what is wrong until now is for whoever wants the world.
  process.setUncaughtExceptionCaptureCallback((error) => loop.onCrash(loop.current, error));
  return made;
}
