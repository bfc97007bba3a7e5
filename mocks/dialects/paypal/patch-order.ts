import { readAmount } from './amounts.ts';
import type { OrderRecord, UnitRecord } from './books.ts';
import { checkBreakdown } from './breakdown.ts';
import type { Desk } from './desk.ts';
import { createOrderBody, readBody, type PatchBody, type PurchaseUnitBody } from './requests.ts';

// The part of JSON Patch that PayPal takes for orders: the intent, the payer, and attributes of one
// purchase unit, which is named by its reference id.
// `/purchase_units/@reference_id=='default'/shipping/address`

const PATH = /^\/purchase_units\/@reference_id=='([^']+)'\/(\w+(?:\/\w+)?)$/;

type Patch = PatchBody[number];

/** Operations that PayPal lists for each attribute of a purchase unit. */
const PATCHABLE: Readonly<Record<string, readonly string[]>> = {
  amount: ['replace'],
  custom_id: ['add', 'replace', 'remove'],
  description: ['add', 'replace', 'remove'],
  invoice_id: ['add', 'replace', 'remove'],
  soft_descriptor: ['replace', 'remove'],
  items: ['add', 'replace', 'remove'],
  'shipping/name': ['add', 'replace'],
  'shipping/address': ['add', 'replace'],
  'shipping/type': ['add', 'replace'],
  'shipping/options': ['add', 'replace'],
};

/** All patches or none: the order as it is after the last one. */
export function patchedOrder(desk: Desk, order: OrderRecord, patches: PatchBody): OrderRecord {
  const changed = patches.reduce((patched, patch) => applyPatch(desk, patched, patch), order);
  // Not after each: items and amount change one after the other.
  for (const unit of changed.units) checkBreakdown(unit, desk.errors);
  return changed;
}

function applyPatch(desk: Desk, order: OrderRecord, patch: Patch): OrderRecord {
  const { errors } = desk;
  const { path, value } = patch;
  if (path === undefined) throw errors.refusal('PATCH_PATH_REQUIRED');
  if (!path.startsWith('/')) throw errors.refusal('INVALID_JSON_POINTER_FORMAT', { value: path });
  if (path === '/intent') {
    refuseOperation(desk, patch, ['replace'], true);
    if (value === 'AUTHORIZE' && order.units.length > 1) throw errors.refusal('UNSUPPORTED_INTENT');
    return { ...order, ...readOrder(desk, { intent: value }) };
  }
  if (path === '/payer') {
    refuseOperation(desk, patch, ['add', 'replace'], order.payer !== null);
    return { ...order, payer: readOrder(desk, { payer: value }).payer };
  }
  return { ...order, units: patchUnit(desk, order.units, patch, path) };
}

/** The intent and the payer by the rules of a new order. */
function readOrder(desk: Desk, changed: object): Pick<OrderRecord, 'intent' | 'payer'> {
  const amount = { currency_code: 'USD', value: '1.00' };
  const body = { intent: 'CAPTURE', purchase_units: [{ amount }], ...changed };
  const { intent, payer = null } = readBody(createOrderBody, body, desk.errors);
  return { intent, payer };
}

function patchUnit(
  desk: Desk,
  units: readonly UnitRecord[],
  patch: Patch,
  path: string,
): readonly UnitRecord[] {
  const { errors } = desk;
  const [, referenceId, attribute = ''] = PATH.exec(path) ?? [];
  const operations = Object.hasOwn(PATCHABLE, attribute) ? PATCHABLE[attribute] : undefined;
  if (operations === undefined) throw errors.refusal('FIELD_NOT_PATCHABLE', { field: path });
  const index = units.findIndex((unit) => unit.referenceId === referenceId);
  const unit = units[index];
  if (unit === undefined) throw errors.refusal('REFERENCE_ID_NOT_FOUND', { field: path });
  const [outer = '', inner] = attribute.split('/');
  const present: unknown = Reflect.get(unit.body, outer);
  const inside = new Map(isObject(present) ? Object.entries(present) : []);
  const held = inner === undefined ? present : inside.get(inner);
  refuseOperation(desk, patch, operations, held !== undefined);
  const value = patch.op === 'remove' ? undefined : patch.value;
  const changed: unknown =
    inner === undefined ? value : Object.fromEntries(inside.set(inner, value));
  const body = readUnit(desk, { ...unit.body, [outer]: changed });
  const amount = readAmount(body.amount, path, errors);
  if (amount.currency !== unit.currency && units.length > 1) {
    throw errors.refusal('MULTI_CURRENCY_ORDER');
  }
  return units.with(index, { ...unit, ...amount, body });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** `add` needs an absent field, the others a present one. */
function refuseOperation(
  { errors }: Desk,
  { op, path = '', value }: Patch,
  operations: readonly string[],
  isPresent: boolean,
): void {
  if (!operations.includes(op) || (op === 'add') === isPresent) {
    throw errors.refusal('INVALID_PATCH_OPERATION', { field: path });
  }
  if (op !== 'remove' && value === undefined) throw errors.refusal('PATCH_VALUE_REQUIRED');
}

/** Checks a changed unit by the rules of a new one. */
function readUnit(desk: Desk, unit: object): PurchaseUnitBody {
  const body = { intent: 'CAPTURE', purchase_units: [unit] };
  const [read] = readBody(createOrderBody, body, desk.errors).purchase_units;
  if (read === undefined) throw desk.errors.refusal('MISSING_REQUIRED_PARAMETER');
  return read;
}
