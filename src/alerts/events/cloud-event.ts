import { globalId } from '../../kernel';
import { encodeEventCursor } from './event-cursor';
import { schemaPath, schemaUrn } from './event-schemas';
import { EVENT_SPECS, type LoggedEvent } from './event-types';

/** A CloudEvents 1.0 event in structured mode, as JSON; attributes that do not apply are absent. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same in every delivery and every attempt. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Global id of what it is about. */
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema?: string;
  /** Extension: place in the event log; go on behind it. */
  readonly cursor: string;
  /** Extension: global id of the customer; events of one customer are in order. */
  readonly customerid?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The event as every delivery sends it. `origin` is where this API is reached, without a slash at the end: the schema is
 * then named by its address, else by its URN.
 */
export function cloudEventOf(
  event: LoggedEvent,
  { tenantId }: { readonly tenantId: string },
  origin?: string,
): CloudEvent {
  const { type, schemaVersion, customerId } = event;
  const subject = subjectOf(event);
  return {
    specversion: '1.0',
    id: event.eventId,
    source: `urn:encours:tenant:${tenantId}`,
    type: cloudEventType(event),
    ...(subject === null ? {} : { subject }),
    time: event.at.toISOString(),
    datacontenttype: 'application/json',
    ...(schemaVersion === 0 ? {} : { dataschema: schemaUri({ type, schemaVersion }, origin) }),
    cursor: encodeEventCursor(tenantId, event.position),
    ...(customerId === null ? {} : { customerid: globalId('Customer', customerId) }),
    data: event.data,
  };
}

/** The event's type as CloudEvents name it: `encours.risk-alert.raised.v1`. */
export function cloudEventType({
  type,
  schemaVersion,
}: Pick<LoggedEvent, 'type' | 'schemaVersion'>): string {
  return `encours.${EVENT_SPECS[type].name}.v${schemaVersion}`;
}

/** Global id of what the event is about: its subject, else its customer; null when it is about neither. */
export function subjectOf({
  type,
  subjectId,
  customerId,
}: Pick<LoggedEvent, 'type' | 'subjectId' | 'customerId'>): string | null {
  if (subjectId !== null) return globalId(EVENT_SPECS[type].subject, subjectId);
  return customerId === null ? null : globalId('Customer', customerId);
}

function schemaUri(
  event: Pick<LoggedEvent, 'type' | 'schemaVersion'>,
  origin: string | undefined,
): string {
  return origin === undefined ? schemaUrn(event) : `${origin}${schemaPath(event)}`;
}
