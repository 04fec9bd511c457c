import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import {
  decodeEventCursor,
  type AlertRuleCode,
  type DeliveryStatus,
  type EventType,
  type Severity,
  type WebhookFilter,
  type WebhookOrder,
} from '../../alerts';
import { configError } from '../../kernel';
import { sentencesGiven } from '../credit-control-input';
import { EventTypeEnum } from '../event/event.type';
import { keysOf } from '../global-ids';
import { AlertRuleEnum, SeverityEnum } from '../risk-alert/risk-alert.enums';
import { ForwardPageArgs } from '../relay/page.args';
import { CursorScalar } from '../scalars';
import type { WebhookChange, WebhookRequest } from '../webhook-actions';
import { WebhookDeliveryStatusEnum, WebhookOrderEnum } from './webhook.enums';

const CUSTOMERS_MAX = 10_000;

@InputType('WebhookFilterInput', {
  description:
    'Which events are sent. Absent or empty conditions do not restrict; all given ones must hold.',
})
export class WebhookFilterInput {
  @Field(() => [EventTypeEnum], { nullable: true, description: 'Only these types.' })
  types?: EventType[] | null;

  @Field(() => [AlertRuleEnum], { nullable: true, description: 'Only alerts of these rules.' })
  rules?: AlertRuleCode[] | null;

  @Field(() => [SeverityEnum], {
    nullable: true,
    description: 'Only alerts of these severities.',
  })
  severities?: Severity[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Only what concerns these customers, up to 10,000.',
  })
  customerIds?: string[] | null;
}

@InputType('WebhookInput', { description: 'Where events are to be sent.' })
export class WebhookInput {
  @Field(() => String, {
    description: 'An https URL that leads to public addresses, without user, password or fragment.',
  })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is for; up to 2,000 characters.',
  })
  description?: string | null;

  @Field(() => WebhookFilterInput, {
    nullable: true,
    description: 'Which events; all when absent.',
  })
  filter?: WebhookFilterInput | null;

  @Field(() => WebhookOrderEnum, {
    defaultValue: 'PER_CUSTOMER',
    description: 'Which deliveries wait for which.',
  })
  order!: WebhookOrder;

  @Field(() => String, {
    nullable: true,
    description:
      'A secret of your own: `whsec_` and 24 to 64 random bytes in base64. Absent: one is made and answered.',
  })
  secret?: string | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description:
      'Where it begins: behind this cursor, "0" with the oldest event that is kept; with what happens from now on when absent.',
  })
  after?: string | null;
}

@InputType('UpdateWebhookInput', {
  description: 'What is to be changed of a webhook; what is absent stays as it is.',
})
export class UpdateWebhookInput {
  @Field(() => String, { nullable: true, description: 'Where events are sent from now on.' })
  url?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => WebhookFilterInput, {
    nullable: true,
    description:
      'Which events from now on, as a whole: a condition it leaves out does not restrict any more.',
  })
  filter?: WebhookFilterInput | null;

  @Field(() => WebhookOrderEnum, {
    nullable: true,
    description: 'Which deliveries wait for which, of those still to be queued.',
  })
  order?: WebhookOrder | null;
}

@ArgsType()
export class WebhookDeliveriesArgs extends ForwardPageArgs {
  @Field(() => [WebhookDeliveryStatusEnum], {
    nullable: true,
    description: 'Only those that stand so.',
  })
  status?: DeliveryStatus[] | null;
}

@ArgsType()
export class RotateWebhookSecretArgs {
  @Field(() => ID, { description: 'The webhook.' })
  id!: string;

  @Field(() => Int, {
    defaultValue: 24,
    description: 'How long both secrets sign: 0 to 720 hours.',
  })
  overlapHours!: number;

  @Field(() => String, {
    nullable: true,
    description: 'A secret of your own, as in WebhookInput; absent: one is made.',
  })
  secret?: string | null;
}

/** Throws TEXT_TOO_LONG, INVALID_ID, WEBHOOK_FILTER_TOO_LONG and INVALID_CURSOR. */
export function toWebhookRequest(tenantId: string, input: WebhookInput): WebhookRequest {
  const { after = null } = input;
  return {
    url: input.url.trim(),
    description: sentencesGiven(input.description, 'input.description') ?? '',
    filter: toWebhookFilter(input.filter),
    order: input.order,
    secret: input.secret ?? null,
    after: after === null ? null : decodeEventCursor(tenantId, after),
  };
}

/** Throws TEXT_TOO_LONG, INVALID_ID and WEBHOOK_FILTER_TOO_LONG. */
export function toWebhookChange(input: UpdateWebhookInput): WebhookChange {
  const { url, description, filter, order } = input;
  return {
    ...(url == null ? {} : { url: url.trim() }),
    ...(description === undefined
      ? {}
      : { description: sentencesGiven(description, 'input.description') ?? '' }),
    ...(filter === undefined ? {} : { filter: toWebhookFilter(filter) }),
    ...(order == null ? {} : { order }),
  };
}

function toWebhookFilter(input: WebhookFilterInput | null | undefined): WebhookFilter {
  const customerIds = given(keysOf('Customer', input?.customerIds, 'input.filter.customerIds'));
  if (customerIds !== null && customerIds.length > CUSTOMERS_MAX) {
    throw configError('WEBHOOK_FILTER_TOO_LONG', `${customerIds.length} customers are named`, {
      place: { field: 'input.filter.customerIds' },
      remedy: `name up to ${CUSTOMERS_MAX}, or leave the condition out and sort at the receiver`,
    });
  }
  return {
    types: given(input?.types),
    rules: given(input?.rules),
    severities: given(input?.severities),
    customerIds,
  };
}

function given<Value>(values: readonly Value[] | null | undefined): readonly Value[] | null {
  return values == null || values.length === 0 ? null : [...new Set(values)];
}
