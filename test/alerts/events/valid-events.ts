import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { EVENT_SCHEMAS, type EventType, type LoggedEvent } from '../../../src/alerts';

type Json = { [name: string]: unknown };

/** Readers accept members they do not know; what we write has none that the schema does not name. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).map(([name, value]) => [name, closed(value)]);
  const copy = Object.fromEntries(members) as Json;
  return 'properties' in copy ? { additionalProperties: false, ...copy } : copy;
}

/** Strict: an unknown keyword or format in a schema is an error of ours. */
export function strictAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats(ajv);
  return ajv;
}

let validators: Map<EventType, ValidateFunction> | undefined;

function validatorOf(type: EventType): ValidateFunction {
  const ajv = strictAjv();
  validators ??= new Map(
    EVENT_SCHEMAS.map((each) => [each.type, ajv.compile(closed(each.schema) as Json)]),
  );
  const validate = validators.get(type);
  if (validate === undefined) throw new Error(`no schema for ${type}`);
  return validate;
}

/** What of these events their schemas do not allow; empty when all is well. */
export function faultsOf(events: readonly Pick<LoggedEvent, 'type' | 'data'>[]): string[] {
  return events.flatMap(({ type, data }) => {
    const validate = validatorOf(type);
    if (validate(data)) return [];
    const faults = (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
    );
    return [`${type}: ${faults.join(', ')} in ${JSON.stringify(data)}`];
  });
}
