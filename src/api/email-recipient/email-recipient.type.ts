import { createUnionType, Field, ID, Int, ObjectType } from 'type-graphql';
import type {
  AlertRuleCode,
  Digest,
  EmailKind,
  EmailStatus,
  RecipientStatus,
  Severity,
} from '../../alerts';
import type { ApiRole } from '../../database';
import { globalId, type LocalDate, type Locale } from '../../kernel';
import type { EmailDeliveryRow, EmailRecipientRow } from '../../reports';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { AlertRuleEnum, SeverityEnum } from '../risk-alert/risk-alert.enums';
import { DateScalar, DateTimeScalar } from '../scalars';
import {
  EmailDeliveryStatusEnum,
  EmailDigestEnum,
  EmailKindEnum,
  EmailLocaleEnum,
  EmailRecipientStatusEnum,
  EmailRoleEnum,
} from './email-recipient.enums';

@ObjectType({
  description: 'Which alerts a recipient is told of: all conditions that are not null must hold.',
  simpleResolvers: true,
})
export class EmailFilter {
  @Field(() => [AlertRuleEnum], { nullable: true, description: 'Only alerts of these rules.' })
  rules!: readonly AlertRuleCode[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Only these severities.' })
  severities!: readonly Severity[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only alerts on these customers.' })
  customerIds!: readonly string[] | null;
}

@ObjectType({
  implements: Node,
  description:
    'Somebody who is told of alerts by e-mail. Seen by keys with role CREDIT_MANAGER or ADMIN.',
  simpleResolvers: true,
})
export class EmailRecipient extends Node {
  @Field(() => String, { description: 'Its address.' })
  address!: string;

  @Field(() => EmailLocaleEnum, { description: 'In which language.' })
  locale!: Locale;

  @Field(() => String, { description: 'IANA time zone of its reader.' })
  timeZone!: string;

  @Field(() => [SeverityEnum], { description: 'Which severities are told at once.' })
  immediateSeverities!: readonly Severity[];

  @Field(() => EmailDigestEnum, { description: 'How often a digest is sent.' })
  digest!: Digest;

  @Field(() => Int, { description: 'The full hour of a digest, in its time zone.' })
  digestHour!: number;

  @Field(() => Int, { description: 'The day of a weekly digest: 1 for Monday.' })
  digestWeekday!: number;

  @Field(() => Boolean, { description: 'Whether a digest that has nothing to say is sent.' })
  sendEmpty!: boolean;

  @Field(() => EmailFilter, { description: 'Which alerts.' })
  filter!: EmailFilter;

  @Field(() => EmailRoleEnum, {
    description: 'What a key of this role may not read is withheld from the mails.',
  })
  role!: ApiRole;

  @Field(() => EmailRecipientStatusEnum, { description: 'Whether it is written to.' })
  status!: RecipientStatus;

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  statusAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'What its mail server said when it was disabled; null when it was not.',
  })
  disabledBecause!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the next digest is due; null when none is wanted.',
  })
  nextDigestAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a mail was last taken.' })
  lastSentAt!: Date | null;

  @Field(() => String, { description: 'Who made it.' })
  createdBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

@ObjectType({
  implements: Node,
  description: 'One mail to one recipient; what is told of an attempt is of the latest.',
  simpleResolvers: true,
})
export class EmailDelivery extends Node {
  @Field(() => ID, { description: 'To whom: the id of an EmailRecipient.' })
  recipientId!: string;

  @Field(() => EmailKindEnum, { description: 'What it is.' })
  kind!: EmailKind;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day of a digest, where its reader is; null for other mails.',
  })
  digestOn!: LocalDate | null;

  @Field(() => Int, {
    description: 'How many alerts a mail sent at once tells of; 0 for other mails.',
  })
  alertCount!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Message-ID of every attempt; null before the first.',
  })
  messageId!: string | null;

  @Field(() => EmailDeliveryStatusEnum, { description: 'Where it stands.' })
  status!: EmailStatus;

  @Field(() => Int, { description: 'Attempts so far.' })
  attempts!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Not attempted before; null when it is over.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last attempted.' })
  lastAttemptedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it failed, waits or was skipped, e.g. MAIL_UNREACHABLE; null otherwise.',
  })
  errorCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The beginning of what the mail server said when the attempt failed.',
  })
  reply!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the mail server took it.' })
  sentAt!: Date | null;
}

export const EmailDeliveryConnection = relayConnection('EmailDelivery', () => EmailDelivery);

@ObjectType({ description: 'Whether e-mails can be sent.', simpleResolvers: true })
export class EmailState {
  @Field(() => Boolean, { description: 'Whether there is a mail server to send through.' })
  isConfigured!: boolean;

  @Field(() => Int, { description: 'Mails that wait to be sent.' })
  pendingCount!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Why mails wait: MAIL_NOT_CONFIGURED, or why the latest attempt failed; null when all is well.',
  })
  errorCode!: string | null;
}

@ObjectType({ description: 'What was deleted.', simpleResolvers: true })
export class DeletedEmailRecipient {
  @Field(() => ID, { description: 'The id it had.' })
  deletedId!: string;
}

export const EmailRecipientResult = createUnionType({
  name: 'EmailRecipientResult',
  description: 'The recipient as it stands after the mutation, or why it was refused.',
  types: () => [EmailRecipient, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'EmailRecipient'),
});

export const EmailDeliveryResult = createUnionType({
  name: 'EmailDeliveryResult',
  description: 'The mail as it stands, or why it was refused.',
  types: () => [EmailDelivery, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'EmailDelivery'),
});

export const DeleteEmailRecipientResult = createUnionType({
  name: 'DeleteEmailRecipientResult',
  description: 'What was deleted, or why it was refused.',
  types: () => [DeletedEmailRecipient, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'DeletedEmailRecipient'),
});

export function toEmailRecipient(row: EmailRecipientRow): EmailRecipient {
  const { recipientId, wishes, ...rest } = row;
  const { filter, sendsEmpty: sendEmpty, ...wanted } = wishes;
  const customerIds = filter.customerIds?.map((id) => globalId('Customer', id)) ?? null;
  return {
    ...rest,
    ...wanted,
    sendEmpty,
    id: globalId('EmailRecipient', recipientId),
    filter: { ...filter, customerIds },
  };
}

export function toEmailDelivery(row: EmailDeliveryRow): EmailDelivery {
  const { deliveryId, recipientId, alerts: alertCount, ...rest } = row;
  return {
    ...rest,
    alertCount,
    id: globalId('EmailDelivery', deliveryId),
    recipientId: globalId('EmailRecipient', recipientId),
  };
}
