import type { Json } from '../../connector-kit';
import { EVENT_SPECS, EVENT_TYPES, type EventType } from './event-types';
import { membersSchema, type JsonSchema } from './shape';

export interface VersionedType {
  readonly type: EventType;
  readonly schemaVersion: number;
}

/** The JSON Schema (2020-12) of one type's data, with where it is found. */
export interface EventSchema extends VersionedType {
  /** The file's name: `RISK_ALERT_RAISED.v1`. */
  readonly name: string;
  /** Under the address of the API. */
  readonly path: string;
  readonly schema: JsonSchema;
}

/** The name of a schema that holds wherever the API is. */
export function schemaUrn(event: VersionedType): string {
  return `urn:encours:event:${schemaName(event)}`;
}

export function schemaPath(event: VersionedType): string {
  return `/schemas/events/${schemaName(event)}.json`;
}

function schemaName({ type, schemaVersion }: VersionedType): string {
  return `${type}.v${schemaVersion}`;
}

/** The schema of every type of event, in the version that is written today. */
export const EVENT_SCHEMAS: readonly EventSchema[] = EVENT_TYPES.map((type) => {
  const { says, data, version } = EVENT_SPECS[type];
  const event = { type, schemaVersion: version };
  const schema: { readonly [name: string]: Json } = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaUrn(event),
    title: `Data of ${type}, version ${version}`,
    description: says,
    ...membersSchema(data),
  };
  return { ...event, name: schemaName(event), path: schemaPath(event), schema };
});
