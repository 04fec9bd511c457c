import { ALERT_EVENTS } from './alert-events';
import { COMPANY_EVENTS } from './company-events';
import { CONNECTION_EVENTS } from './connection-events';
import { CUSTOMER_EVENTS } from './customer-events';
import type { EventTypeSpec } from './event-type';
import type { ValueOfMembers } from './shape';

/** What can happen, as subscribers are told it. Names are never reused. */
export const EVENT_SPECS = {
  ...ALERT_EVENTS,
  ...CUSTOMER_EVENTS,
  ...COMPANY_EVENTS,
  ...CONNECTION_EVENTS,
} as const satisfies Readonly<Record<string, EventTypeSpec>>;

export type EventType = keyof typeof EVENT_SPECS;

export const EVENT_TYPES = Object.keys(EVENT_SPECS) as EventType[];

/** What an event of the type says, in the version that is written today. */
export type EventData<Type extends EventType> = ValueOfMembers<(typeof EVENT_SPECS)[Type]['data']>;

interface DraftOf<Type extends EventType> {
  readonly type: Type;
  readonly customerId: string | null;
  /** What the event is about: the alert, assessment, limit … */
  readonly subjectId: string | null;
  readonly data: EventData<Type>;
}

/** An event to write; its data is that of its type. */
export type EventDraft = { [Type in EventType]: DraftOf<Type> }[EventType];

export interface LoggedEvent {
  /** Order within the tenant, from 1, without gaps: the cursor. */
  position: number;
  eventId: string;
  type: EventType;
  /** Of its data; 0: written before data had a schema. */
  schemaVersion: number;
  at: Date;
  customerId: string | null;
  subjectId: string | null;
  data: Record<string, unknown>;
}
