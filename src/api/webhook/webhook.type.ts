import { createUnionType, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import {
  encodeEventCursor,
  type AlertRuleCode,
  type DeliveryStatus,
  type DisabledReason,
  type EventType,
  type Severity,
  type WebhookOrder,
  type WebhookStatus,
} from '../../alerts';
import { globalId } from '../../kernel';
import type { WebhookDeliveryRow, WebhookRow } from '../../reports';
import { EventTypeEnum } from '../event/event.type';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { AlertRuleEnum, SeverityEnum } from '../risk-alert/risk-alert.enums';
import { CursorScalar, DateTimeScalar } from '../scalars';
import {
  WebhookDeliveryStatusEnum,
  WebhookDisabledReasonEnum,
  WebhookOrderEnum,
  WebhookStatusEnum,
} from './webhook.enums';

@ObjectType({
  description: 'Which events are sent to a webhook: all conditions that are not null must hold.',
  simpleResolvers: true,
})
export class WebhookFilter {
  @Field(() => [EventTypeEnum], { nullable: true, description: 'Only these types.' })
  types!: EventType[] | null;

  @Field(() => [AlertRuleEnum], { nullable: true, description: 'Only alerts of these rules.' })
  rules!: AlertRuleCode[] | null;

  @Field(() => [SeverityEnum], {
    nullable: true,
    description: 'Only alerts of these severities.',
  })
  severities!: Severity[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only what concerns these customers.' })
  customerIds!: string[] | null;
}

@ObjectType({
  implements: Node,
  description:
    'An address that events are sent to by HTTP, signed per Standard Webhooks. Seen by keys with role INTEGRATOR or ADMIN.',
  simpleResolvers: true,
})
export class Webhook extends Node {
  @Field(() => String, { description: 'Where events are sent.' })
  url!: string;

  @Field(() => String, { description: 'What it is for, in words.' })
  description!: string;

  @Field(() => WebhookFilter, { description: 'Which events are sent.' })
  filter!: WebhookFilter;

  @Field(() => WebhookOrderEnum, { description: 'Which deliveries wait for which.' })
  order!: WebhookOrder;

  @Field(() => WebhookStatusEnum, { description: 'Whether events are sent.' })
  status!: WebhookStatus;

  @Field(() => WebhookDisabledReasonEnum, {
    nullable: true,
    description: 'Why it was disabled; null when it was not.',
  })
  disabledBecause!: DisabledReason | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was disabled.' })
  disabledAt!: Date | null;

  @Field(() => CursorScalar, {
    description: 'How far the log has become deliveries: what happened behind it is still to come.',
  })
  cursor!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until then the secret before the current one signs, too; null when none does.',
  })
  previousSecretUntil!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when no attempt has succeeded; null while attempts do.',
  })
  failingSince!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it last took an event.' })
  lastDeliveredAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Nothing is sent before: it asked for it, or failed several times in a row.',
  })
  waitsUntil!: Date | null;

  @Field(() => String, { description: 'Who made it.' })
  createdBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When somebody last changed it.' })
  updatedAt!: Date;

  webhookId!: string;
}

@ObjectType({ description: 'What waits to be sent to a webhook.', simpleResolvers: true })
export class WebhookQueue {
  @Field(() => Int, { description: 'Deliveries that wait to be sent, or to be sent again.' })
  pendingCount!: number;

  @Field(() => Int, { description: 'Deliveries that were given up and are kept to be retried.' })
  failedCount!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the event happened that has waited longest; null when none waits.',
  })
  oldestPendingAt!: Date | null;

  @Field(() => Float, {
    nullable: true,
    description: 'How many seconds ago that was; null when none waits.',
  })
  oldestPendingSeconds!: number | null;
}

@ObjectType({
  implements: Node,
  description: 'One event on its way to one webhook; what is told of an attempt is of the latest.',
  simpleResolvers: true,
})
export class WebhookDelivery extends Node {
  @Field(() => ID, { description: 'Id of the event: `webhook-id` of every attempt.' })
  eventId!: string;

  @Field(() => EventTypeEnum, { description: 'What happened.' })
  eventType!: EventType;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Place of the event in the log; null for a test.',
  })
  cursor!: string | null;

  @Field(() => Boolean, { description: 'Whether somebody just tried the webhook.' })
  isTest!: boolean;

  @Field(() => WebhookDeliveryStatusEnum, { description: 'Where it stands.' })
  status!: DeliveryStatus;

  @Field(() => Int, { description: 'Attempts so far.' })
  attempts!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Not attempted before; null when it is over. What leads its lane goes first.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last attempted.' })
  lastAttemptedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status it was answered with; null when no answer came.',
  })
  statusCode!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the attempt failed, e.g. WEBHOOK_TIMED_OUT; null when it did not.',
  })
  errorCode!: string | null;

  @Field(() => Int, { nullable: true, description: 'How long the attempt took.' })
  durationMs!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The beginning of what was answered to an attempt that failed.',
  })
  responseExcerpt!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was queued.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken.' })
  deliveredAt!: Date | null;
}

export const WebhookDeliveryConnection = relayConnection('WebhookDelivery', () => WebhookDelivery);

@ObjectType({
  description: 'A webhook with the secret that signs, which is answered now and never again.',
  simpleResolvers: true,
})
export class WebhookSecret {
  @Field(() => Webhook, { description: 'The webhook.' })
  webhook!: Webhook;

  @Field(() => String, {
    description: 'What the receiver verifies with, `whsec_…`: keep it now, it is not shown again.',
  })
  secret!: string;
}

@ObjectType({ description: 'What a replay sends again.', simpleResolvers: true })
export class WebhookReplay {
  @Field(() => Webhook, { description: 'The webhook.' })
  webhook!: Webhook;

  @Field(() => Int, {
    description:
      'Events behind the cursor; those its filter wants are sent, in the order it keeps.',
  })
  eventCount!: number;
}

@ObjectType({ description: 'What was deleted.', simpleResolvers: true })
export class DeletedWebhook {
  @Field(() => ID, { description: 'The id it had.' })
  deletedId!: string;
}

export const WebhookResult = createUnionType({
  name: 'WebhookResult',
  description: 'The webhook as it stands after the mutation, or why it was refused.',
  types: () => [Webhook, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'Webhook'),
});

export const WebhookSecretResult = createUnionType({
  name: 'WebhookSecretResult',
  description: 'The webhook with its secret, or why it was refused.',
  types: () => [WebhookSecret, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'WebhookSecret'),
});

export const WebhookDeliveryResult = createUnionType({
  name: 'WebhookDeliveryResult',
  description: 'The delivery as it stands, or why it was refused.',
  types: () => [WebhookDelivery, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'WebhookDelivery'),
});

export const WebhookReplayResult = createUnionType({
  name: 'WebhookReplayResult',
  description: 'What is sent again, or why it was refused.',
  types: () => [WebhookReplay, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'WebhookReplay'),
});

export const DeleteWebhookResult = createUnionType({
  name: 'DeleteWebhookResult',
  description: 'What was deleted, or why it was refused.',
  types: () => [DeletedWebhook, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'DeletedWebhook'),
});

export function toWebhook(tenantId: string, row: WebhookRow): Webhook {
  const { webhookId, url, description, order, status, disabledBecause, disabledAt } = row;
  const { previousSecretUntil, failingSince, lastDeliveredAt, waitsUntil } = row;
  const { createdBy, createdAt, updatedAt, eventTypes: types, rules, severities } = row;
  const customerIds = row.customerIds?.map((id) => globalId('Customer', id)) ?? null;
  return {
    ...{ webhookId, url, description, order, status, disabledBecause, disabledAt },
    ...{ previousSecretUntil, failingSince, lastDeliveredAt, waitsUntil },
    ...{ createdBy, createdAt, updatedAt },
    id: globalId('Webhook', webhookId),
    filter: { types, rules, severities, customerIds },
    cursor: encodeEventCursor(tenantId, row.position),
  };
}

export function toWebhookDelivery(tenantId: string, row: WebhookDeliveryRow): WebhookDelivery {
  const { eventId, eventType, isTest, status, attempts, nextAttemptAt, lastAttemptedAt } = row;
  const { statusCode, errorCode, durationMs, createdAt, deliveredAt, position } = row;
  return {
    ...{ eventId, eventType, isTest, status, attempts, nextAttemptAt, lastAttemptedAt },
    ...{ statusCode, errorCode, durationMs, createdAt, deliveredAt },
    id: globalId('WebhookDelivery', row.deliveryId),
    cursor: position === null ? null : encodeEventCursor(tenantId, position),
    responseExcerpt: row.excerpt,
  };
}
