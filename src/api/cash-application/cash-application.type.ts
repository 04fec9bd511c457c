import { ArgsType, createUnionType, Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import { globalId, type LocalDate } from '../../kernel';
import { CASH_REASON_TEXTS, type CashReasonCode } from '../../ledger';
import type { CashPartRow, CashRow, CashStatus } from '../../reports';
import { defineEnum } from '../define-enum';
import { MoneyInput, MoneyType, toMoneyOf } from '../money.type';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { ForwardPageArgs } from '../relay/page.args';
import { DateScalar, DateTimeScalar } from '../scalars';

export const CashStatusEnum = defineEnum<CashStatus>(
  'CashApplicationStatus',
  'How far a movement of the bank is applied.',
  {
    PROPOSED: 'Somebody is proposed; a person should say whether it is right.',
    APPLIED: 'It counts: sure enough by rule, or decided by a person.',
    UNMATCHED: 'Nobody is thought of.',
    REJECTED: 'A person said that it is no payment of a customer.',
  },
);

@ObjectType({ description: 'Why a payment is thought to be somebody’s.', simpleResolvers: true })
export class CashReason {
  @Field(() => String, { description: 'Stable code, e.g. QUOTED_SUM.' })
  code!: string;

  @Field(() => String, { description: 'What it means, in English.' })
  text!: string;

  @Field(() => String, { description: 'What it means, in French.' })
  textFr!: string;
}

@ObjectType({ description: 'What a payment settles of one claim.', simpleResolvers: true })
export class CashPart {
  @Field(() => ID, { description: 'The claim, a Receivable.' })
  receivableId!: string;

  @Field(() => MoneyType, { description: 'How much of it; negative for a credit note used up.' })
  amount!: MoneyType;
}

@ObjectType({ description: 'Another customer or other claims it may pay.', simpleResolvers: true })
export class CashAlternative {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => Float, { description: 'How likely, 0 to 1.' })
  confidence!: number;

  @Field(() => [CashReason], { description: 'Why.' })
  reasons!: CashReason[];

  @Field(() => [CashPart], { description: 'What it would settle.' })
  parts!: CashPart[];
}

@ObjectType({
  implements: Node,
  description: 'A movement a bank booked on an account of the tenant.',
  simpleResolvers: true,
})
export class BankTransaction extends Node {
  @Field(() => String, { description: 'The account: its IBAN where the bank gives one.' })
  account!: string;

  @Field(() => DateScalar, { description: 'The day it was booked.' })
  bookedOn!: LocalDate;

  @Field(() => DateScalar, { nullable: true, description: 'Its value date.' })
  valueOn!: LocalDate | null;

  @Field(() => MoneyType, { description: 'Credits positive, debits negative.' })
  amount!: MoneyType;

  @Field(() => String, { nullable: true, description: 'Who paid or was paid.' })
  counterpartyName!: string | null;

  @Field(() => String, { nullable: true, description: 'From or to which account.' })
  counterpartyAccount!: string | null;

  @Field(() => String, { nullable: true, description: 'The payer’s own reference.' })
  endToEndId!: string | null;

  @Field(() => [String], { description: 'Structured references the payer gave.' })
  documentReferences!: string[];

  @Field(() => String, { description: 'All that was written with it.' })
  remittanceText!: string;

  @Field(() => String, { nullable: true, description: 'The bank’s reference.' })
  bankReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it came back, when it did.' })
  returnReason!: string | null;

  @Field(() => CashStatusEnum, {
    nullable: true,
    description: 'How far it is applied; null for what is not looked at.',
  })
  status!: CashStatus | null;
}

@ObjectType({
  implements: Node,
  description: 'Whose payment a movement is, and which claims it settles.',
  simpleResolvers: true,
})
export class CashApplication extends Node {
  @Field(() => CashStatusEnum, { description: 'How far it is.' })
  status!: CashStatus;

  @Field(() => BankTransaction, { description: 'The movement.' })
  transaction!: BankTransaction;

  @Field(() => Float, {
    nullable: true,
    description: 'How likely, 0 to 1; null when nobody is proposed.',
  })
  confidence!: number | null;

  @Field(() => [CashReason], { description: 'Why.' })
  reasons!: CashReason[];

  @Field(() => [CashPart], {
    description: 'What it settles; empty: a payment on account, or one of the books.',
  })
  parts!: CashPart[];

  @Field(() => [CashAlternative], { description: 'What else was thought of, the likeliest first.' })
  alternatives!: CashAlternative[];

  @Field(() => Boolean, { description: 'Applied by rule, without a person.' })
  isAutomatic!: boolean;

  @Field(() => Boolean, {
    description: 'The books show the payment: theirs counts, and this one is only linked to it.',
  })
  isInBooks!: boolean;

  @Field(() => String, { nullable: true, description: 'Who decided; null for the hub.' })
  decidedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  decidedAt!: Date | null;

  customerId!: string | null;
}

export const BankTransactionConnection = relayConnection('BankTransaction', () => BankTransaction);
export const CashApplicationConnection = relayConnection('CashApplication', () => CashApplication);

export function toBankTransaction(row: CashRow): BankTransaction {
  const { account, bookedOn, valueOn, counterpartyName, counterpartyAccount, endToEndId } = row;
  const { documentReferences, remittanceText, bankReference, returnReason, status } = row;
  return {
    id: globalId('BankTransaction', row.bankTransactionId),
    amount: toMoneyOf(row.amountMinor, row.currency),
    ...{ account, bookedOn, valueOn, counterpartyName, counterpartyAccount, endToEndId },
    ...{ documentReferences, remittanceText, bankReference, returnReason, status },
  };
}

export function toCashApplication(row: CashRow): CashApplication {
  const { confidence, customerId, decidedBy, decidedAt, currency } = row;
  return {
    id: globalId('CashApplication', row.bankTransactionId),
    status: row.status ?? 'UNMATCHED',
    transaction: toBankTransaction(row),
    ...{ confidence: rounded(confidence), customerId, decidedBy, decidedAt },
    reasons: toReasons(row.reasons ?? []),
    parts: toParts(row.parts, currency),
    alternatives: (row.alternatives ?? []).map((each) => ({
      customerId: globalId('Customer', each.customerId),
      confidence: each.confidence,
      reasons: toReasons(each.reasons),
      parts: toParts(each.parts, currency),
    })),
    isAutomatic: row.isAutomatic ?? false,
    isInBooks: row.isInBooks ?? false,
  };
}

/** Kept in four bytes. */
function rounded(confidence: number | null): number | null {
  return confidence === null ? null : Math.round(confidence * 100) / 100;
}

function toParts(parts: readonly CashPartRow[], currency: string): CashPart[] {
  return parts.map(({ receivableId, amountMinor }) => ({
    receivableId: globalId('Receivable', receivableId),
    amount: toMoneyOf(amountMinor, currency),
  }));
}

function toReasons(codes: readonly string[]): CashReason[] {
  return codes.map((code) => {
    const texts = CASH_REASON_TEXTS[code as CashReasonCode] as
      { en: string; fr: string } | undefined;
    return { code, text: texts?.en ?? code, textFr: texts?.fr ?? code };
  });
}

export const CashApplicationResult = createUnionType({
  name: 'CashApplicationResult',
  description: 'The application as it stands after the mutation, or why it was refused.',
  types: () => [CashApplication, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'CashApplication'),
});

@ArgsType()
export class CashApplicationsArgs extends ForwardPageArgs {
  @Field(() => [CashStatusEnum], { nullable: true, description: 'Only of these statuses.' })
  statuses?: CashStatus[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only of these customers.' })
  customerIds?: string[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only booked on this day or later.' })
  bookedFrom?: LocalDate | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only booked on this day or earlier.' })
  bookedTo?: LocalDate | null;
}

@InputType({ description: 'What a payment settles of one claim.' })
export class CashPartInput {
  @Field(() => ID, { description: 'The claim, a Receivable of the customer.' })
  receivableId!: string;

  @Field(() => MoneyInput, { description: 'How much of it; negative for a credit note used up.' })
  amount!: MoneyInput;
}

@InputType({ description: 'Whose payment a movement is and what it settles.' })
export class CorrectCashApplicationInput {
  @Field(() => ID, { description: 'The application.' })
  id!: string;

  @Field(() => ID, { description: 'Who paid.' })
  customerId!: string;

  @Field(() => [CashPartInput], { description: 'What it settles; empty: a payment on account.' })
  parts!: CashPartInput[];

  @Field(() => String, { nullable: true, description: 'Why, up to 2,000 characters.' })
  comment?: string | null;
}
