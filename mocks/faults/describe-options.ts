import { z } from 'zod';
import type { FaultDefinition } from './fault.ts';

// A fault's options as data, read from its schema: for docs, error messages and `paydrill show`.

export interface DescribedOption {
  readonly name: string;
  /** Type and bounds in words: `whole number, 0 to 600000`. */
  readonly values: string;
  /** As JSON; null for an option that has to be given. */
  readonly defaultValue: string | null;
  readonly description: string;
}

/** Faults with a discriminated union have several, the others one. */
export interface OptionVariant {
  /** The option whose value chooses this variant. */
  readonly choice: { readonly option: string; readonly value: string } | null;
  readonly options: readonly DescribedOption[];
}

export function describeOptions(fault: FaultDefinition): readonly OptionVariant[] {
  const schema: z.core.JSONSchema.BaseSchema = z.toJSONSchema(fault.options, { io: 'input' });
  const variants = schema.oneOf?.filter((variant) => typeof variant === 'object') ?? [schema];
  return variants.map(describeVariant);
}

/** Names of the options that can stand beside those given. */
export function listOptionNames(fault: FaultDefinition, given: unknown): readonly string[] {
  const variants = describeOptions(fault);
  const chosen = variants.find(({ choice }) => choice !== null && isChosen(given, choice));
  return (chosen ?? variants[0])?.options.map(({ name }) => name) ?? [];
}

const isChosen = (given: unknown, choice: { option: string; value: string }): boolean =>
  typeof given === 'object' &&
  given !== null &&
  new Map<string, unknown>(Object.entries(given)).get(choice.option) === choice.value;

function describeVariant(schema: z.core.JSONSchema.BaseSchema): OptionVariant {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    typeof property === 'object' ? [{ name, property }] : [],
  );
  const choice = properties.find(({ property }) => property.const !== undefined);
  return {
    choice:
      choice === undefined ? null : { option: choice.name, value: String(choice.property.const) },
    options: properties.map(({ name, property }) => ({
      name,
      values: describeValues(property),
      defaultValue: property.default === undefined ? null : JSON.stringify(property.default),
      description: property.description ?? '',
    })),
  };
}

function describeValues(schema: z.core.JSONSchema.BaseSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  }
  const type = schema.type === 'integer' ? 'whole number' : String(schema.type);
  const { minimum, maximum } = schema;
  return minimum === undefined || maximum === undefined
    ? type
    : `${type}, ${minimum} to ${maximum}`;
}
