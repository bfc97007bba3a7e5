import { readAmount } from './amounts.ts';
import type { OrderRecord, UnitRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { createOrderBody, readBody, type PatchBody, type PurchaseUnitBody } from './requests.ts';

// The part of JSON Patch that PayPal takes for orders: attributes of one purchase unit, named by
// its reference id. `/purchase_units/@reference_id=='default'/amount`

const PATH = /^\/purchase_units\/@reference_id=='([^']+)'\/(\w+)$/;

/** Operations that PayPal lists for each attribute. */
const PATCHABLE: Readonly<Record<string, readonly string[]>> = {
  amount: ['replace'],
  custom_id: ['add', 'replace', 'remove'],
  description: ['add', 'replace', 'remove'],
  invoice_id: ['add', 'replace', 'remove'],
  soft_descriptor: ['replace', 'remove'],
  items: ['add', 'replace', 'remove'],
};

/** All patches or none: the units as they are after the last one. */
export function patchUnits(
  desk: Desk,
  order: OrderRecord,
  patches: PatchBody,
): readonly UnitRecord[] {
  return patches.reduce((units, patch) => applyPatch(desk, units, patch), order.units);
}

function applyPatch(
  desk: Desk,
  units: readonly UnitRecord[],
  { op, path, value }: PatchBody[number],
): readonly UnitRecord[] {
  const { errors } = desk;
  if (path === undefined) throw errors.refusal('PATCH_PATH_REQUIRED');
  if (!path.startsWith('/')) throw errors.refusal('INVALID_JSON_POINTER_FORMAT', { value: path });
  const [, referenceId, attribute = ''] = PATH.exec(path) ?? [];
  const operations = Object.hasOwn(PATCHABLE, attribute) ? PATCHABLE[attribute] : undefined;
  if (operations === undefined) throw errors.refusal('FIELD_NOT_PATCHABLE', { field: path });
  const index = units.findIndex((unit) => unit.referenceId === referenceId);
  const unit = units[index];
  if (unit === undefined) throw errors.refusal('REFERENCE_ID_NOT_FOUND', { field: path });
  const isPresent = Reflect.get(unit.body, attribute) !== undefined;
  if (!operations.includes(op) || (op === 'add') === isPresent) {
    throw errors.refusal('INVALID_PATCH_OPERATION', { field: path });
  }
  if (op !== 'remove' && value === undefined) throw errors.refusal('PATCH_VALUE_REQUIRED');
  const body = readUnit(desk, { ...unit.body, [attribute]: op === 'remove' ? undefined : value });
  const amount = readAmount(body.amount, path, errors);
  if (amount.currency !== unit.currency && units.length > 1) {
    throw errors.refusal('MULTI_CURRENCY_ORDER');
  }
  return units.with(index, { ...unit, ...amount, body });
}

/** Checks a changed unit by the rules of a new one. */
function readUnit(desk: Desk, unit: object): PurchaseUnitBody {
  const body = { intent: 'CAPTURE', purchase_units: [unit] };
  const [read] = readBody(createOrderBody, body, desk.errors).purchase_units;
  if (read === undefined) throw desk.errors.refusal('MISSING_REQUIRED_PARAMETER');
  return read;
}
