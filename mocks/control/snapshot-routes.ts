import { z } from 'zod';
import { snapshotSchema } from './answer-schemas.ts';
import { controlError } from './errors.ts';
import { NOTHING, defineRoute, json, type ControlledRig, type Snapshots } from './route.ts';

const named = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: 'must be kebab-case, at most 64 characters' })
    .describe('What the snapshot is called: lower case letters, digits and dashes.'),
});

const list = defineRoute({
  method: 'GET',
  path: '/snapshots',
  summary: 'Lists the saved states of the gateways.',
  answers: 'json',
  returns: z.array(snapshotSchema),
  handle: (_input, rig) => json(snapshotsOf(rig).list()),
});

const save = defineRoute({
  method: 'POST',
  path: '/snapshots/:name',
  summary: 'Saves the state of all gateways; one of that name is replaced.',
  answers: 'json',
  returns: snapshotSchema,
  status: 201,
  params: named,
  handle: ({ params }, rig) => json(snapshotsOf(rig).save(params.name), 201),
});

const load = defineRoute({
  method: 'POST',
  path: '/snapshots/:name/load',
  summary: 'Puts all gateways where they were at that save. Armed faults are cleared.',
  answers: 'nothing',
  params: named,
  handle({ params }, rig) {
    snapshotsOf(rig).load(params.name);
    return NOTHING;
  },
});

const remove = defineRoute({
  method: 'DELETE',
  path: '/snapshots/:name',
  summary: 'Removes a saved state.',
  answers: 'nothing',
  params: named,
  handle({ params }, rig) {
    snapshotsOf(rig).remove(params.name);
    return NOTHING;
  },
});

function snapshotsOf({ snapshots }: ControlledRig): Snapshots {
  if (snapshots === null) throw controlError('CONTROL_NOT_OFFERED', { what: 'snapshots' });
  return snapshots;
}

export const SNAPSHOT_ROUTES = [list, save, load, remove];
