import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { LifecycleStatus } from '../../connector-kit';
import { globalId, type LocalDate } from '../../kernel';
import type {
  LifecycleEventRow,
  PartyRow,
  SourceConflictCode,
  SourceConflictRow,
} from '../../reports';
import { defineEnum } from '../define-enum';
import { MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { DateScalar, DateTimeScalar } from '../scalars';

export const SourceConflictCodeEnum = defineEnum<SourceConflictCode>(
  'SourceConflictCode',
  'In what accounting sources differ.',
  {
    AMOUNT: 'Two sources give one invoice another amount.',
    CURRENCY: 'Two sources give one invoice another currency.',
    DUE_DATE: 'Two sources give one invoice another due date.',
    DEBTOR: 'Two sources say that somebody else owes one invoice, or paid one payment.',
    OVER_ALLOCATED: 'More is set against a document than there is of it.',
    CURRENCIES_DIFFER: 'Documents of two currencies are set against each other.',
    SAME_SIDE: 'Two claims, or two credits, are set against each other.',
    OPEN_EXCEEDS_TOTAL: 'More is said to be open than the document was for.',
  },
);

export const LifecycleStatusEnum = defineEnum<LifecycleStatus>(
  'LifecycleStatus',
  'A step in the life cycle of an e-invoice.',
  {
    SUBMITTED: 'Deposited with the seller’s platform (200).',
    ISSUED: 'Sent by the platform (201).',
    RECEIVED: 'Received by the buyer’s platform (202).',
    MADE_AVAILABLE: 'Made available to the buyer (203).',
    TAKEN_IN_CHARGE: 'Acknowledged by the buyer (204).',
    APPROVED: 'Approved by the buyer (205); ends a dispute.',
    PARTLY_APPROVED: 'Approved in part (206); neither disputes nor ends a dispute.',
    DISPUTED: 'Disputed by the buyer (207).',
    SUSPENDED: 'Waiting for something the buyer asks for (208); counts as disputed.',
    COMPLETED: 'The seller has given what was missing (209); ends a suspension.',
    REFUSED: 'Refused by the buyer (210); counts as disputed.',
    PAYMENT_SENT: 'The buyer says it has paid (211).',
    CASHED: 'The seller says it was paid (212).',
    REJECTED: 'Rejected by a platform for its form (213); counts as disputed.',
    CANCELLED: 'Cancelled (220); counts as disputed until a credit note settles it.',
    ROUTING_ERROR: 'Could not be delivered (221).',
    ASSIGNED: 'Assigned to somebody else, such as a factor (225).',
    UNKNOWN: 'A step this version does not know; see its code.',
  },
);

@ObjectType({
  description: 'Where accounting sources differ, and what was counted: nothing is added up twice.',
  simpleResolvers: true,
})
export class SourceConflict {
  @Field(() => SourceConflictCodeEnum, { description: 'In what they differ.' })
  code!: SourceConflictCode;

  @Field(() => String, {
    description: 'The number of the document; of a payment of the bank its reference or text.',
  })
  number!: string;

  @Field(() => String, { description: 'What the source says; an amount as a decimal.' })
  said!: string;

  @Field(() => String, { description: 'What was counted in its place; an amount as a decimal.' })
  counted!: string;

  @Field(() => String, { description: 'Currency of the document, ISO 4217.' })
  currency!: string;

  @Field(() => ID, { description: 'The connection that says so.' })
  connectionId!: string;

  @Field(() => ID, {
    description:
      'The connection whose word was counted; the same one where a source contradicts itself.',
  })
  countedConnectionId!: string;

  @Field(() => DateTimeScalar, { description: 'When it was found.' })
  foundAt!: Date;

  customerId!: string;
}

export const SourceConflictConnection = relayConnection('SourceConflict', () => SourceConflict);

@InputType({ description: 'Which conflicts; all conditions must hold.' })
export class SourceConflictFilterInput {
  @Field(() => [SourceConflictCodeEnum], { nullable: true, description: 'Any of these.' })
  code?: SourceConflictCode[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of any of these customers.' })
  customerId?: string[] | null;
}

@ObjectType({
  description: 'Something that happened to the document of a receivable after it was issued.',
  simpleResolvers: true,
})
export class LifecycleEvent {
  @Field(() => LifecycleStatusEnum, { description: 'What happened.' })
  status!: LifecycleStatus;

  @Field(() => String, { description: 'The code of the message, such as 207.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Why, as a code: QTE_ERR.' })
  reasonCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Why, in words.' })
  reason!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What was approved, announced or received; null when the message names none.',
  })
  amount!: MoneyType | null;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at!: Date;
}

@ObjectType({
  description: 'How the accounting software knows a customer.',
  simpleResolvers: true,
})
export class AccountingParty {
  @Field(() => ID, { description: 'The connection that says so.' })
  connectionId!: string;

  @Field(() => String, { nullable: true, description: 'The code people use for it there.' })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'Its VAT number.' })
  vatNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'Where statements and reminders go.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'Its telephone number.' })
  phone!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Terms of payment as the software words them.',
  })
  paymentTerms!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The credit limit the software keeps; ours is decided without it.',
  })
  creditLimit!: MoneyType | null;

  @Field(() => Boolean, { description: 'Whether it is in use there.' })
  active!: boolean;

  @Field(() => DateScalar, { description: 'The day it last said something new.' })
  lastToldOn!: LocalDate;
}

const AMOUNTS: readonly SourceConflictCode[] = [
  'AMOUNT',
  'OVER_ALLOCATED',
  'CURRENCIES_DIFFER',
  'SAME_SIDE',
  'OPEN_EXCEEDS_TOTAL',
];

export function toSourceConflict(row: SourceConflictRow): SourceConflict {
  const { code, number, currency, foundAt, customerId } = row;
  const shown = (value: string): string =>
    AMOUNTS.includes(code) ? toMoneyOf(value, currency).amount : value;
  return {
    ...{ code, number, currency, foundAt, customerId },
    ...{ said: shown(row.said), counted: shown(row.counted) },
    connectionId: globalId('Connection', row.connectionId),
    countedConnectionId: globalId('Connection', row.carrierConnectionId),
  };
}

export function toLifecycleEvent(row: LifecycleEventRow, currency: string): LifecycleEvent {
  const { amountMinor, currency: own, ...said } = row;
  const amount = amountMinor === null ? null : toMoneyOf(amountMinor, own ?? currency);
  return { ...said, amount };
}

export function toAccountingParty(row: PartyRow): AccountingParty {
  const { code, vatNumber, email, phone, paymentTerms, creditLimitMinor, lastToldOn } = row;
  return {
    ...{ code, vatNumber, email, phone, paymentTerms, lastToldOn, active: row.isActive },
    connectionId: globalId('Connection', row.connectionId),
    creditLimit: creditLimitMinor === null ? null : toMoneyOf(creditLimitMinor, row.currency),
  };
}
