import {
  checkFaultScript,
  FAULT_SCRIPT_SCHEMA,
  renderFaultScript,
  scenarioFaultsOf,
} from '../script/index.ts';
import { stringify } from 'yaml';
import { replaySchema } from './answer-schemas.ts';
import { controlError } from './errors.ts';
import { defineRoute, json, type ControlledRig } from './route.ts';

const readScript = defineRoute({
  method: 'GET',
  path: '/fault-script',
  summary: 'Gives the faults that were armed and cleared so far, as YAML that plays again.',
  answers: 'file',
  handle: (_input, rig) => yaml('faults.yaml', renderFaultScript(recorderOf(rig).script())),
});

const readScenarioFaults = defineRoute({
  method: 'GET',
  path: '/fault-script/scenario-faults',
  summary: 'Gives the same as the `faults:` of a scenario.',
  answers: 'file',
  handle: (_input, rig) =>
    yaml('scenario-faults.yaml', stringify({ faults: scenarioFaultsOf(recorderOf(rig).script()) })),
});

const playScript = defineRoute({
  method: 'POST',
  path: '/fault-script/replay',
  summary: 'Plays a fault script on the clock of the gateways, from now on.',
  answers: 'json',
  returns: replaySchema,
  status: 201,
  body: FAULT_SCRIPT_SCHEMA,
  handle({ body }, rig) {
    const { steps, skipped } = rig.replay(checkFaultScript(body, 'the body'));
    return json({ steps, skipped }, 201);
  },
});

function recorderOf({ recorder }: ControlledRig): NonNullable<ControlledRig['recorder']> {
  if (recorder === null) throw controlError('CONTROL_NOT_OFFERED', { what: 'fault script' });
  return recorder;
}

const yaml = (name: string, body: string) =>
  ({ kind: 'file', name, contentType: 'application/yaml', body }) as const;

export const SCRIPT_ROUTES = [readScript, readScenarioFaults, playScript];
