import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { AlertRuleCode, Digest, EmailStatus, RecipientFilter, Severity } from '../../alerts';
import type { ApiRole } from '../../database';
import { configError, type Locale } from '../../kernel';
import type { EmailRecipientRequest } from '../email-actions';
import { keysOf } from '../global-ids';
import { ForwardPageArgs } from '../relay/page.args';
import { AlertRuleEnum, SeverityEnum } from '../risk-alert/risk-alert.enums';
import {
  EmailDeliveryStatusEnum,
  EmailDigestEnum,
  EmailLocaleEnum,
  EmailRoleEnum,
} from './email-recipient.enums';

const CUSTOMERS_MAX = 1_000;

@InputType('EmailFilterInput', {
  description:
    'Which alerts a recipient is told of. Absent or empty conditions do not restrict; all given ones must hold.',
})
export class EmailFilterInput {
  @Field(() => [AlertRuleEnum], { nullable: true, description: 'Only alerts of these rules.' })
  rules?: AlertRuleCode[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Only these severities.' })
  severities?: Severity[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Only alerts on these customers, up to 1,000.',
  })
  customerIds?: string[] | null;
}

@InputType('EmailRecipientInput', { description: 'Who is to be told of alerts by e-mail.' })
export class EmailRecipientInput {
  @Field(() => String, { description: 'One address, without a name beside it.' })
  address!: string;

  @Field(() => EmailLocaleEnum, { defaultValue: 'en', description: 'In which language.' })
  locale!: Locale;

  @Field(() => String, {
    nullable: true,
    description: 'IANA time zone of its reader; that of the tenant when absent.',
  })
  timeZone?: string | null;

  @Field(() => [SeverityEnum], {
    defaultValue: ['CRITICAL'],
    description: 'Alerts of these severities are told at once; of none when empty.',
  })
  immediateSeverities!: Severity[];

  @Field(() => EmailDigestEnum, {
    defaultValue: 'DAILY',
    description: 'How often a digest is sent.',
  })
  digest!: Digest;

  @Field(() => Int, { defaultValue: 8, description: 'The full hour of a digest, 0 to 23.' })
  digestHour!: number;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'The day of a weekly digest: 1 for Monday to 7 for Sunday.',
  })
  digestWeekday!: number;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Send a digest when there is nothing to say, too.',
  })
  sendEmpty!: boolean;

  @Field(() => EmailFilterInput, { nullable: true, description: 'Which alerts; all when absent.' })
  filter?: EmailFilterInput | null;

  @Field(() => EmailRoleEnum, {
    defaultValue: 'INTEGRATOR',
    description:
      'What a key of this role may not read, because its provider forbids it, is withheld from the mails. INTEGRATOR withholds all that is restricted; name another role for somebody within the company only.',
  })
  role!: ApiRole;
}

@InputType('UpdateEmailRecipientInput', {
  description: 'What is to be changed of a recipient; what is absent stays as it is.',
})
export class UpdateEmailRecipientInput {
  @Field(() => String, { nullable: true, description: 'Its address.' })
  address?: string | null;

  @Field(() => EmailLocaleEnum, { nullable: true, description: 'In which language.' })
  locale?: Locale | null;

  @Field(() => String, { nullable: true, description: 'IANA time zone of its reader.' })
  timeZone?: string | null;

  @Field(() => [SeverityEnum], {
    nullable: true,
    description: 'Which severities are told at once, from now on.',
  })
  immediateSeverities?: Severity[] | null;

  @Field(() => EmailDigestEnum, { nullable: true, description: 'How often a digest is sent.' })
  digest?: Digest | null;

  @Field(() => Int, { nullable: true, description: 'The full hour of a digest, 0 to 23.' })
  digestHour?: number | null;

  @Field(() => Int, { nullable: true, description: 'The day of a weekly digest, 1 to 7.' })
  digestWeekday?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Send empty digests, too.' })
  sendEmpty?: boolean | null;

  @Field(() => EmailFilterInput, {
    nullable: true,
    description: 'Which alerts, as a whole: a condition it leaves out does not restrict any more.',
  })
  filter?: EmailFilterInput | null;

  @Field(() => EmailRoleEnum, {
    nullable: true,
    description: 'What a key of this role may not read is withheld.',
  })
  role?: ApiRole | null;
}

@ArgsType()
export class EmailDeliveriesArgs extends ForwardPageArgs {
  @Field(() => [ID], { nullable: true, description: 'Only mails to these recipients.' })
  recipientIds?: string[] | null;

  @Field(() => [EmailDeliveryStatusEnum], {
    nullable: true,
    description: 'Only mails that stand so.',
  })
  status?: EmailStatus[] | null;
}

/** Throws INVALID_ID and EMAIL_FILTER_TOO_LONG. */
export function toRecipientRequest(
  input: EmailRecipientInput,
  timeZone: string,
): EmailRecipientRequest {
  const { address, locale, digest, digestHour, digestWeekday, role } = input;
  return {
    ...{ address, locale, digest, digestHour, digestWeekday, role },
    timeZone: input.timeZone ?? timeZone,
    immediateSeverities: [...new Set(input.immediateSeverities)],
    sendsEmpty: input.sendEmpty,
    filter: toFilter(input.filter),
  };
}

/** Throws INVALID_ID and EMAIL_FILTER_TOO_LONG. */
export function toRecipientChange(
  input: UpdateEmailRecipientInput,
): Partial<EmailRecipientRequest> {
  const { address, locale, timeZone, digest, digestHour, digestWeekday, role } = input;
  const { immediateSeverities: severities, sendEmpty, filter } = input;
  return {
    ...(address == null ? {} : { address }),
    ...(locale == null ? {} : { locale }),
    ...(timeZone == null ? {} : { timeZone }),
    ...(digest == null ? {} : { digest }),
    ...(digestHour == null ? {} : { digestHour }),
    ...(digestWeekday == null ? {} : { digestWeekday }),
    ...(role == null ? {} : { role }),
    ...(severities == null ? {} : { immediateSeverities: [...new Set(severities)] }),
    ...(sendEmpty == null ? {} : { sendsEmpty: sendEmpty }),
    ...(filter === undefined ? {} : { filter: toFilter(filter) }),
  };
}

function toFilter(input: EmailFilterInput | null | undefined): RecipientFilter {
  const customerIds = given(keysOf('Customer', input?.customerIds, 'input.filter.customerIds'));
  if (customerIds !== null && customerIds.length > CUSTOMERS_MAX) {
    throw configError('EMAIL_FILTER_TOO_LONG', `${customerIds.length} customers are named`, {
      place: { field: 'input.filter.customerIds' },
      remedy: `name up to ${CUSTOMERS_MAX}, or leave the condition out`,
    });
  }
  return { rules: given(input?.rules), severities: given(input?.severities), customerIds };
}

function given<Value>(values: readonly Value[] | null | undefined): readonly Value[] | null {
  return values == null || values.length === 0 ? null : [...new Set(values)];
}
