import { defineErrors, EXIT } from '../core/errors.ts';

const REPLAY =
  'The same seed gives the same run: replay it with more output to see how it came to this.';

/** What can go wrong in a virtual world, apart from what the code in it does. */
export const SIMULATOR_ERRORS = {
  SIMULATOR_NOT_VIRTUAL: {
    message: '{call} cannot be virtual; it was called by {module}.',
    hint: '{advice} What is virtual is listed in docs/simulator.md.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_STALLED: {
    message: 'Nothing is left to happen at {atMs} ms, but {what} has not settled. {pending}',
    hint: 'It waits for something that nobody in the world will do. A killed process, a promise that is never resolved or a real resource are the usual reasons.',
    exitCode: EXIT.failed,
  },
  SIMULATOR_DEADLINE: {
    message: '{what} has not settled at the virtual deadline of {deadlineMs} ms. {pending}',
    hint: `Set a longer deadlineMs, or look for a loop that retries for ever. ${REPLAY}`,
    exitCode: EXIT.failed,
  },
  SIMULATOR_WALL_DEADLINE: {
    message: '{what} has not settled after {wallDeadlineMs} ms of real time; the world was ended.',
    hint: 'Code that loops without ever waiting holds virtual time still. Set a longer wallDeadlineMs when the run is just large.',
    exitCode: EXIT.failed,
  },
  SIMULATOR_STANDSTILL: {
    message:
      'Virtual time stands still at {atMs} ms: process "{process}" has something more to do at once, without end.',
    hint: 'Something starts itself again without waiting: setImmediate, setTimeout(..., 0) or a retry without a delay. Outside it would keep a processor busy for ever.',
    exitCode: EXIT.failed,
  },
  SIMULATOR_HOST_UNKNOWN: {
    message:
      'Process "{process}" looked for {host} (port {port}), which is no host of this world, and was told ENOTFOUND.',
    hint: 'Let it take the addresses of its gateways from the environment (STRIPE_BASE_URL and so on, docs/targets.md). Nothing leaves a world; what a service can do without, such as its metrics, may fail like this.',
    exitCode: EXIT.rigError,
  },
  SIMULATOR_TARGET_LIVE_ONLY: {
    message:
      'The target "{got}" can not be simulated: a program is a process, and only modules run in virtual time.',
    hint: 'If it is Node, name the module that it starts: --target module:./path/to/server.js. Else play it live: paydrill run has the same option.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_TARGET_THREW: {
    message: 'The target {module} threw while it was loaded: {reason}.',
    hint: 'Start it by hand with the environment that docs/targets.md lists, and correct what it says.',
    exitCode: EXIT.rigError,
  },
  SIMULATOR_TARGET_SILENT: {
    message:
      'The target {module} {answer} at {url}, {waitedMs} ms of virtual time after its start. It listens at: {ports}. {pending}',
    hint: 'It has to listen at HOST and PORT of its environment, and to answer GET /operations/health with anything below 500. A module that listens only when it is the main one (require.main === module) needs a module beside it that starts it.',
    exitCode: EXIT.rigError,
  },
  SIMULATOR_TARGET_CRASHED: {
    message: 'The target ended on its own at {atMs} ms of virtual time: {reason}.',
    hint: 'What was in flight went with it; the evidence until then was judged. Handle the error, or let a restart of the scenario be the only end.',
    exitCode: EXIT.rigError,
  },
  SIMULATOR_PROCESS_CRASHED: {
    message: 'Process "{process}" crashed at {atMs} ms: {reason}',
    hint: 'The cause carries the stack. A process that is meant to crash is started with `mayCrash: true`.',
    exitCode: EXIT.failed,
  },
  SIMULATOR_PROCESS_UNKNOWN: {
    message: 'There is no process "{process}" in this world; there are: {known}.',
    hint: 'Start it with world.start(name, ...) before it is killed, paused or asked for.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_PROCESS_RUNNING: {
    message: 'Process "{process}" is running already.',
    hint: 'Kill it first, or start the second one under another name.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_EXPORT_MISSING: {
    message: '{module} exports no function "{name}"; it exports: {known}.',
    hint: 'A scenario or a server is named by the URL of its module and the name of an exported function.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_BUSY: {
    message: '{call} was called while "{what}" was running.',
    hint: 'Commands from outside would arrive at a time that no seed decides. Schedule them before with world.at(ms, ...), or give them inside the run.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_ENDED: {
    message: 'The virtual world has ended: {reason}.',
    hint: 'Create another with createVirtualWorld; a world ends when it is disposed or its thread dies.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_DATA_NOT_PLAIN: {
    message: '{what} cannot cross the border of the world: {reason}.',
    hint: 'Only plain data goes in and out (what structuredClone can copy); functions live in modules that are named by URL and export.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_OPTION_INVALID: {
    message: 'In a virtual world {option} must be {rule}, got {got}.',
    hint: 'What createVirtualWorld and its world take is told in docs/simulator.md, and by their types.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_LINK_INVALID: {
    message: 'The network setting {setting} is not valid: {rule}.',
    hint: 'Delays are milliseconds from 0, rates kilobytes a second above 0, shares 0 to 1.',
    exitCode: EXIT.usage,
  },
  SIMULATOR_NOT_DETERMINISTIC: {
    message: 'Seed {seed} did not come to the same twice: {difference}.',
    hint: 'Something in the world depends on more than the seed: module state that outlives a run, or a real resource. Without this nothing can be replayed.',
    exitCode: EXIT.rigError,
  },
  SIMULATOR_NODE_UNFIT: {
    message: 'This Node ({version}) lacks {what}, which virtual time is made of.',
    hint: 'Use the Node version in package.json ("engines").',
    exitCode: EXIT.rigError,
  },
} as const;

export const simulatorError = defineErrors(SIMULATOR_ERRORS);
