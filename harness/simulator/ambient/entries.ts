import buffer from 'node:buffer';
import perfHooks from 'node:perf_hooks';
import type { EventLoop } from '../clock/event-loop.ts';
import { notVirtual } from './not-virtual.ts';
import { replace, replaceAll, replaceGetter } from './replace.ts';

type Work = (...args: unknown[]) => unknown;

const ADVICE = 'Measure with performance.now(), or leave the measurement out in a world.';

/**
 * What Node stamps with a time of its own: marks and measures, events, files. An event loop without real
 * time has neither delay nor load, and a garbage collector that nobody is told of does nothing.
 */
export function installEntries(loop: EventLoop): void {
  const nowMs = (): number => (loop.nowUs - loop.current.startUs) / 1000;
  installMarks(nowMs);
  installLoad(nowMs);
  replace(perfHooks, 'PerformanceObserver', createObserver());
  replace(globalThis, 'PerformanceObserver', perfHooks.PerformanceObserver);

  const stamps = new WeakMap<object, number>();
  replaceGetter(Event.prototype, 'timeStamp', function timeStamp(this: unknown): number {
    const event = this as object;
    const stamp = stamps.get(event) ?? nowMs();
    stamps.set(event, stamp);
    return stamp;
  });
  const VirtualFile = new Proxy(File, {
    construct: (target, [bits, name, options]: unknown[], newTarget) =>
      Reflect.construct(
        target,
        [bits, name, { lastModified: loop.epochMs, ...(options as object | undefined) }],
        newTarget,
      ) as object,
  });
  replace(globalThis, 'File', VirtualFile);
  replace(buffer, 'File', VirtualFile);
}

function installMarks(nowMs: () => number): void {
  const prototype = Object.getPrototypeOf(performance) as object;
  const mark = Reflect.get(prototype, 'mark') as Work;
  const measure = Reflect.get(prototype, 'measure') as Work;
  replace(prototype, 'mark', function virtualMark(this: unknown, name: unknown, given?: object) {
    return Reflect.apply(mark, this, [name, { startTime: nowMs(), ...given }]);
  });
  replace(
    prototype,
    'measure',
    function virtualMeasure(this: unknown, name: unknown, from?: unknown, to?: unknown) {
      const isOptions = typeof from === 'object' && from !== null;
      if (to !== undefined || (isOptions && ('end' in from || 'duration' in from))) {
        return Reflect.apply(measure, this, to === undefined ? [name, from] : [name, from, to]);
      }
      const given = isOptions ? from : { start: from ?? 0 };
      return Reflect.apply(measure, this, [name, { ...given, end: nowMs() }]);
    },
  );
  const VirtualMark = new Proxy(PerformanceMark, {
    construct: (target, [name, given]: unknown[], newTarget) =>
      Reflect.construct(
        target,
        [name, { startTime: nowMs(), ...(given as object | undefined) }],
        newTarget,
      ) as object,
  });
  replace(globalThis, 'PerformanceMark', VirtualMark);
  replace(perfHooks, 'PerformanceMark', VirtualMark);
  const timerify = Reflect.get(prototype, 'timerify') as Work;
  replace(prototype, 'timerify', function virtualTimerify(this: unknown, ...args: unknown[]) {
    const [, options] = args;
    if (typeof options === 'object' && options !== null && 'histogram' in options) {
      throw notVirtual('performance.timerify({ histogram })', ADVICE);
    }
    return Reflect.apply(timerify, this, args);
  });
}

function installLoad(nowMs: () => number): void {
  const prototype = Object.getPrototypeOf(performance) as object;
  const eventLoopUtilization = () => ({ idle: 0, active: 0, utilization: 0 });
  replace(prototype, 'eventLoopUtilization', eventLoopUtilization);
  if ('eventLoopUtilization' in perfHooks) {
    replace(perfHooks, 'eventLoopUtilization', eventLoopUtilization);
  }
  const nodeTiming = () => ({
    name: 'node',
    entryType: 'node',
    startTime: 0,
    duration: nowMs(),
    nodeStart: 0,
    v8Start: 0,
    environment: 0,
    bootstrapComplete: 0,
    loopStart: 0,
    loopExit: -1,
    idleTime: 0,
  });
  replaceGetter(prototype, 'nodeTiming', nodeTiming);
  replace(prototype, 'toJSON', function toJSON(this: unknown) {
    const timeOrigin: unknown = Reflect.get(this as object, 'timeOrigin');
    return { nodeTiming: nodeTiming(), timeOrigin, eventLoopUtilization: eventLoopUtilization() };
  });
  replaceAll(perfHooks, {
    // Nothing is ever recorded in it.
    monitorEventLoopDelay: () =>
      Object.assign(perfHooks.createHistogram(), { enable: () => true, disable: () => true }),
  });
}

/** Observers are told in real time: only those may observe who would never be told anything. */
function createObserver(): typeof perfHooks.PerformanceObserver {
  return class PerformanceObserver extends perfHooks.PerformanceObserver {
    override observe(options: Parameters<perfHooks.PerformanceObserver['observe']>[0]): void {
      const types = 'type' in options ? [options.type] : options.entryTypes;
      const seen = types.find((type) => type !== 'gc');
      if (seen === undefined) return;
      throw notVirtual(`PerformanceObserver.observe("${seen}")`, ADVICE);
    }
  };
}
