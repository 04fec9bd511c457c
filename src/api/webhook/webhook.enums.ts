import type { DeliveryStatus, DisabledReason, WebhookOrder, WebhookStatus } from '../../alerts';
import { defineEnum } from '../define-enum';

export const WebhookOrderEnum = defineEnum<WebhookOrder>(
  'WebhookOrder',
  'Which deliveries wait for which.',
  {
    PER_CUSTOMER:
      'Those of a customer come one after the other; one that fails holds up its customer and nobody else.',
    STRICT: 'All come one after the other; one that fails holds up all.',
    NONE: 'None waits for another.',
  },
);

export const WebhookStatusEnum = defineEnum<WebhookStatus>(
  'WebhookStatus',
  'Whether events are sent to a webhook.',
  {
    ACTIVE: 'They are.',
    PAUSED: 'Somebody paused it: what happens waits in the log.',
    DISABLED: 'They are not, for a reason of its own: what happens waits in the log.',
  },
);

export const WebhookDisabledReasonEnum = defineEnum<DisabledReason>(
  'WebhookDisabledReason',
  'Why a webhook was disabled.',
  {
    FAILING: 'It took nothing for five days.',
    GONE: 'It answered 410 Gone.',
    EVENTS_PRUNED:
      'Events it is owed are no longer kept: load what stands now, then resume it with acceptGap.',
  },
);

export const WebhookDeliveryStatusEnum = defineEnum<DeliveryStatus>(
  'WebhookDeliveryStatus',
  'Where the delivery of an event stands.',
  {
    PENDING: 'It waits to be sent, or to be sent again.',
    DELIVERED: 'It was answered with 2xx.',
    FAILED: 'It was given up: not taken for three days while others were.',
    SKIPPED: 'It will not be sent: a replay sends it instead, or its event is no longer kept.',
  },
);
