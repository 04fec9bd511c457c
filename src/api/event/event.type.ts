import { Field, ID, ObjectType } from 'type-graphql';
import type { EventType, LoggedEvent } from '../../alerts';
import { globalId } from '../../kernel';
import { defineEnum } from '../define-enum';
import { CursorScalar, DateTimeScalar, JsonScalar } from '../scalars';
import { encodeEventCursor } from './event-cursor';

export const EventTypeEnum = defineEnum<EventType>('EventType', 'What can happen.', {
  RISK_ALERT_RAISED: 'An alert was raised.',
  RISK_ALERT_UPDATED: 'An alert was acknowledged or changed.',
  RISK_ALERT_RESOLVED: 'An alert was resolved.',
  GRADE_CHANGED: 'A customer’s grade changed.',
  CREDIT_LIMIT_CHANGED: 'A credit limit was set, proposed, approved or refused.',
  MATCH_DECIDED: 'It was decided which company a customer is, or is not.',
  SYNC_FAILED: 'A connection could not be synced.',
  CONNECTION_PAUSED:
    'A provider refused the credentials of a connection: it rests until somebody resumes it.',
  COMPANY_CHANGED:
    'A company is not as it was: `facet` says what, `before` and `after` how, unless its provider restricts who may know.',
  LEGAL_EVENT_PUBLISHED: 'A legal notice about a company was published.',
  PROVIDER_SCORE_CHANGED: 'A provider scores a company otherwise than before.',
  RECOMMENDED_LIMIT_CHANGED: 'A bureau or insurer recommends another limit than before.',
  INSURANCE_COVER_CHANGED: 'An insurer covers a company otherwise than before.',
  PAYMENT_INDEX_CHANGED: 'A bureau measures another way of paying than before.',
  BUDGET_NEARLY_SPENT:
    'What a connection may buy this month is nearly bought: told once a month and budget.',
  BUDGET_EXHAUSTED:
    'A paid call was not made, as the month’s budget of its connection is used up: told once a month and budget.',
  SUPPLY_HOLD_PLACED: 'A customer is not to be supplied until the hold is lifted.',
  SUPPLY_HOLD_LIFTED: 'A hold on supply was lifted: reservations are decided by the limit again.',
  EXCEPTION_GRANTED: 'The rules were bent for a customer, for an amount and until a day.',
  EXCEPTION_REVOKED: 'An exception was taken back before it was used.',
  SCREENING_CHANGED: 'A company resembles somebody on a watch list, or does not any more.',
});

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

  @Field(() => JsonScalar, { description: 'What is to be said of it; amounts in minor units.' })
  data!: unknown;
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
    data: event.data,
  };
}
