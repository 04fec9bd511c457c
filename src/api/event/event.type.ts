import { Field, ID, Int, ObjectType } from 'type-graphql';
import {
  cloudEventOf,
  encodeEventCursor,
  EVENT_SPECS,
  EVENT_TYPES,
  subjectOf,
  type EventType,
  type LoggedEvent,
} from '../../alerts';
import { globalId } from '../../kernel';
import { defineEnum } from '../define-enum';
import { CursorScalar, DateTimeScalar, JsonScalar } from '../scalars';

export const EventTypeEnum = defineEnum<EventType>(
  'EventType',
  'What can happen.',
  Object.fromEntries(EVENT_TYPES.map((type) => [type, EVENT_SPECS[type].says])) as Record<
    EventType,
    string
  >,
);

@ObjectType({
  description: 'Something that happened, in the one log that every delivery reads.',
  simpleResolvers: true,
})
export class Event {
  @Field(() => CursorScalar, { description: 'Give it as `after` to go on behind this event.' })
  cursor!: string;

  @Field(() => ID, { description: 'The same in every delivery: tell repeats by it.' })
  id!: string;

  @Field(() => EventTypeEnum, { description: 'What happened.' })
  type!: EventType;

  @Field(() => DateTimeScalar, { description: 'When it happened, by the hub’s clock.' })
  at!: Date;

  @Field(() => ID, { nullable: true, description: 'The customer it is about.' })
  customerId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'What it is about: the alert, the limit, the connection …',
  })
  subjectId!: string | null;

  @Field(() => Int, {
    description:
      'Of `data`: /schemas/events has a JSON Schema for each. 0: written before data had a schema.',
  })
  schemaVersion!: number;

  @Field(() => JsonScalar, { description: 'What is to be said of it; amounts in minor units.' })
  data!: unknown;

  @Field(() => JsonScalar, {
    description: 'The same as a CloudEvents 1.0 event in JSON, as webhooks and /events send it.',
  })
  cloudEvent!: unknown;
}

@ObjectType({ description: 'A page of the event log, oldest first.', simpleResolvers: true })
export class EventPage {
  @Field(() => [Event], { description: 'The events.' })
  events!: Event[];

  @Field(() => CursorScalar, {
    description: 'Where the next page begins, also when this one is empty.',
  })
  nextCursor!: string;

  @Field(() => Boolean, { description: 'Whether there are more events now.' })
  hasMore!: boolean;
}

export function toEvent(tenantId: string, event: LoggedEvent): Event {
  return {
    cursor: encodeEventCursor(tenantId, event.position),
    id: event.eventId,
    type: event.type,
    at: event.at,
    customerId: event.customerId === null ? null : globalId('Customer', event.customerId),
    subjectId: event.subjectId === null ? null : subjectOf(event),
    schemaVersion: event.schemaVersion,
    data: event.data,
    // Few ask for it.
    get cloudEvent() {
      return cloudEventOf(event, { tenantId });
    },
  };
}
