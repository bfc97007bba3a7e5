import { defineErrors, EXIT } from '../core/errors.ts';

// What can go wrong with the parts of a live rig: binaries, child processes, Toxiproxy and k6.

export const LIVE_ERRORS = {
  LIVE_BINARY_UNUSABLE: {
    message: '{name} at {path} ({origin}) cannot be used: {reason}.',
    hint: 'Point {origin} at a working {name} {supported}, or leave it out so that paydrill finds one.',
    exitCode: EXIT.rigError,
  },
  LIVE_BINARY_MISSING: {
    message: 'No usable {name} was found or made:\n{ways}',
    hint: 'Install {name} {supported} on the PATH, or set {variable} to one, or install Go.',
    exitCode: EXIT.rigError,
  },
  LIVE_PROCESS_NOT_STARTED: {
    message: 'The process {name} could not be started: {reason}',
    hint: 'Check that the command exists and may be executed; its log is {log}.',
    exitCode: EXIT.rigError,
  },
  LIVE_PROCESS_NOT_READY: {
    message: 'The process {name} was not ready within {deadlineMs} ms. Its last lines:\n{lines}',
    hint: 'See {log}. A slow machine may need a quieter moment; a wrong set-up is told in the log.',
    exitCode: EXIT.rigError,
  },
  LIVE_PROCESS_GIBBERISH: {
    message: 'The process {name} did not say in JSON that it is ready, but: {got}',
    hint: 'A supervised process prints one line of JSON on stdout when it is ready; see {log}.',
    exitCode: EXIT.rigError,
  },
  LIVE_PROCESS_DIED: {
    message: 'The process {name} ended on its own ({how}). Its last lines:\n{lines}',
    hint: 'See {log} for what led to it.',
    exitCode: EXIT.rigError,
  },
  LIVE_PROCESS_SILENT: {
    message:
      'The process {name} is alive and has answered nothing for {silentMs} ms. Its last lines:\n{lines}',
    hint: 'It was paused (SIGSTOP, a debugger), hangs, or is starved of processor time; see {log}.',
    exitCode: EXIT.rigError,
  },
  LIVE_TARGET_SILENT: {
    message:
      'The target {target} did not answer GET {url} with a status below 500 within {deadlineMs} ms ({answer}). Its last lines:\n{lines}',
    hint: 'It has to listen at HOST and PORT of its environment (docs/targets.md). Its log is {log}.',
    exitCode: EXIT.rigError,
  },
  LIVE_TARGET_REMEMBERS: {
    message:
      'The target {target} says "{said}" of the order {order}, for which nobody has paid yet',
    hint: 'It keeps payments of an earlier drill with the same seed. Start it with an empty store, such as PAYDRILL_STORE, which is new in each run, or drill another --seed.',
    exitCode: EXIT.rigError,
  },
  LIVE_PROCESS_UNSTOPPABLE: {
    message: 'The process {name} ({pid}) is still there {deadlineMs} ms after SIGKILL',
    hint: 'It hangs inside the kernel (a dead file system, say). End it by hand before the next run.',
    exitCode: EXIT.rigError,
  },
  LIVE_TOXIPROXY_VERSION: {
    message: 'Toxiproxy at {url} says it is {got}; {wanted} was started',
    hint: 'Another Toxiproxy seems to answer there. Stop it, or try again: the port is chosen freely.',
    exitCode: EXIT.rigError,
  },
  LIVE_TOXIPROXY_FOREIGN: {
    message:
      'The port of {url} is taken: the Toxiproxy that was started is not the one that answers',
    hint: 'Stop what listens there, or try again: the port is chosen freely.',
    exitCode: EXIT.rigError,
  },
  LIVE_TOXIPROXY_REFUSED: {
    message: 'Toxiproxy refused {operation}: {status} {text}',
    hint: 'The text is the server\'s own. "address already in use" means that a port is taken.',
    exitCode: EXIT.rigError,
  },
  LIVE_TOXIPROXY_SILENT: {
    message: 'Toxiproxy did not answer {operation} within {deadlineMs} ms: {reason}',
    hint: 'Toxiproxy can hang while it removes a fault from stuck connections; see its log.',
    exitCode: EXIT.rigError,
  },
  LIVE_FAULT_INVALID: {
    message: 'The network fault {fault} cannot be set: {rule}, got {got}',
    hint: 'Correct the fault in the scenario; `paydrill show <scenario>` prints it resolved.',
    exitCode: EXIT.usage,
  },
  LIVE_FAULT_NOT_SET: {
    message: 'Toxiproxy holds something else than was set for {fault}: wanted {wanted}, has {got}',
    hint: 'Something else edits this Toxiproxy, or its version differs from the supported ones.',
    exitCode: EXIT.rigError,
  },
  LIVE_BUNDLE_FAILED: {
    message: 'The k6 script {file} could not be bundled:\n{text}',
    hint: 'Correct the import or the syntax that is named above.',
    exitCode: EXIT.usage,
  },
  LIVE_BUNDLE_NODE: {
    message: 'The k6 script {file} needs {modules}, which k6 does not have',
    hint: 'k6 is not Node: make such data in Node and hand it over in the plan.',
    exitCode: EXIT.usage,
  },
  LIVE_K6_NOT_PAUSED: {
    message: 'k6 was not initialised and paused within {deadlineMs} ms. Its last lines:\n{lines}',
    hint: 'Many virtual users take long to initialise; see {log}, or lower the rate.',
    exitCode: EXIT.rigError,
  },
  LIVE_K6_ENDED: {
    message: 'k6 ended too early: {reason}. Its last lines:\n{lines}',
    hint: 'See {log}. A script that throws while it is loaded or an unsupported option ends k6 so.',
    exitCode: EXIT.rigError,
  },
  LIVE_K6_SILENT: {
    message: "k6's control API did not answer {operation} within {deadlineMs} ms: {reason}",
    hint: 'k6 may be starved of processor time; see its log, or lower the rate.',
    exitCode: EXIT.rigError,
  },
  LIVE_K6_REFUSED: {
    message: "k6's control API refused {operation}: {status} {text}",
    hint: 'The text is its own; `paydrill doctor` says whether this k6 is supported.',
    exitCode: EXIT.rigError,
  },
  LIVE_K6_SUMMARY: {
    message: "k6's summary {file} cannot be used: {reason}",
    hint: 'The entry script writes it in handleSummary; k6 says in its log why it could not.',
    exitCode: EXIT.rigError,
  },
} as const;

export const liveError = defineErrors(LIVE_ERRORS);
