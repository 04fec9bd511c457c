export { type AlertChangeCode, type RiskAlertEventData } from './alert-events';
export { cloudEventOf, cloudEventType, subjectOf, type CloudEvent } from './cloud-event';
export { type ConnectionAlertRule } from './connection-events';
export {
  decodeEventCursor,
  encodeEventCursor,
  FROM_OLDEST,
  invalidEventCursor,
  START_CURSOR,
} from './event-cursor';
export { EVENT_SCHEMAS, type EventSchema } from './event-schemas';
export type { EventSubject, EventTypeSpec } from './event-type';
export {
  EVENT_SPECS,
  EVENT_TYPES,
  type EventData,
  type EventDraft,
  type EventType,
  type LoggedEvent,
} from './event-types';
export { floorPosition, holdFloor, requireKept } from './event-floor';
export { pruneEvents, type EventReader } from './prune-events';
