import { AlertMuteEntity } from './handling/alert-mute.entity';
import { BrokenPromiseEntity } from './broken-promise.entity';
import { RiskAlertEntity } from './risk-alert.entity';
import { EventEntity } from './event.entity';
import { EventLogEntity } from './event-log.entity';
import { ConnectionAlertEntity } from './connections/connection-alert.entity';
import { RiskAlertStepEntity } from './handling/risk-alert-step.entity';
import { EmailDeliveryEntity } from './emails/email-delivery.entity';
import { EmailKeptBackEntity } from './emails/email-kept-back.entity';
import { EmailRecipientEntity } from './emails/email-recipient.entity';
import { WebhookDeliveryEntity } from './deliveries/webhook-delivery.entity';
import { WebhookEntity } from './deliveries/webhook.entity';

/** The tables this stage writes. */
export const alertEntities = [
  BrokenPromiseEntity,
  RiskAlertEntity,
  RiskAlertStepEntity,
  AlertMuteEntity,
  ConnectionAlertEntity,
  EventEntity,
  EventLogEntity,
  WebhookEntity,
  WebhookDeliveryEntity,
  EmailRecipientEntity,
  EmailDeliveryEntity,
  EmailKeptBackEntity,
] as const;
