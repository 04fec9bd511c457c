import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { LimitReasonCode, LimitTerm, LimitTermAbsence } from '../../limits';
import type { CreditLimitRow, LimitStatus } from '../../reports';
import type { SourceTerms } from '../../scoring';
import { defineEnum } from '../define-enum';
import { MoneyInput, MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar } from '../scalars';
import type { LimitAssumption } from './limit-assumption.type';

export const CreditLimitStatusEnum = defineEnum<LimitStatus>(
  'CreditLimitStatus',
  'What became of a decision about a limit.',
  {
    ACTIVE: 'In force.',
    FROZEN:
      'In force, and past its last day or overdue for review: it shows what was granted and grants nothing new.',
    PROPOSED: 'Waits for somebody other than its author to approve it.',
    SUPERSEDED: 'A later decision replaced it.',
    REJECTED: 'An approver refused it.',
  },
);

/** A term of the policy, or a person's word. */
export type BindingTerm = LimitTerm | 'MANUAL';

export const LimitTermEnum = defineEnum<BindingTerm>(
  'LimitTerm',
  'The named amounts a limit is the minimum of.',
  {
    OVERRIDE: 'What a hard rule leaves.',
    GRADE: 'What the grade allows.',
    NEED: 'What the customer owes when it buys and pays as usual.',
    EQUITY: 'A share of its equity.',
    TURNOVER: 'A share of its turnover.',
    TRADE_PAYABLES: 'A share of what it owes its suppliers.',
    PAYMENT_RECORD: 'What it owed at one time before and paid.',
    COVER_AND_APPETITE: 'What is insured plus what the seller risks on the grade.',
    BUREAU_LIMIT: 'The highest credit a bureau recommends.',
    CONCENTRATION: 'A share of the seller’s own sales.',
    GROUP_CONCENTRATION: 'Its part of the share of those sales that its whole group may owe.',
    STARTER_CEILING: 'The ceiling for customers whose capacity is unknown.',
    MANUAL: 'The amount a person set.',
  },
);

const LimitTermAbsenceEnum = defineEnum<LimitTermAbsence>(
  'LimitTermAbsence',
  'Why a term has no amount.',
  {
    NO_SALES_IN_12_MONTHS: 'Nothing was sold in twelve months.',
    ACCOUNTS_UNAVAILABLE: 'No usable accounts are known.',
    ITEM_UNKNOWN: 'The accounts lack the item.',
    ITEM_ZERO: 'The accounts say zero, which measures nothing: the other terms decide.',
    ACCOUNTS_PREFERRED: 'The accounts tell more.',
    NO_PAYMENT_RECORD: 'Nothing was paid yet.',
    NO_BUREAU_LIMIT: 'No bureau recommends a limit.',
    INSURER_PREFERRED: 'The insurer’s cover tells more.',
    SELLER_SALES_UNKNOWN: 'The seller’s own sales are unknown.',
    NO_GROUP_CAP: 'The policy sets no cap for groups.',
    NOT_IN_A_GROUP: 'No other customer is known to belong to its group.',
    CAPACITY_KNOWN: 'Another term tells what the customer can bear.',
    NO_OVERRIDE: 'No hard rule is in force.',
    GRADE_HAS_NO_CEILING: 'The grade sets no ceiling.',
    NOT_SCORED: 'The customer has no grade.',
  },
);

@ObjectType({
  description: 'One term of a limit: an amount, or why it does not speak.',
  simpleResolvers: true,
})
export class LimitTermAmount {
  @Field(() => LimitTermEnum, { description: 'The term.' })
  term!: BindingTerm;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'Its amount; null beside an error USE_RESTRICTED where its source forbids to tell it the caller.',
  })
  amount!: MoneyType | null;

  @Field(() => LimitTermAbsenceEnum, { nullable: true, description: 'Why it has none.' })
  reasonIfAbsent!: LimitTermAbsence | null;

  /** What the policy assumed in it; told by the resolver of `assumptions`. */
  assumed!: LimitAssumption[];

  /** Under which terms the source of the amount told it. */
  sourceTerms?: SourceTerms;
}

export const LimitReasonCodeEnum = defineEnum<LimitReasonCode>(
  'LimitReasonCode',
  'Why a limit was decided as it was.',
  {
    FIRST_LIMIT: 'The customer had no limit.',
    RAISED: 'The policy gives more than before.',
    CUT: 'The policy gives less than before.',
    UNCHANGED: 'The policy gives the same.',
    CHANGE_TOO_SMALL: 'The policy gives nearly the same: too little to change anything.',
    ABOVE_AUTOMATIC_AMOUNT: 'More than the policy grants the grade without a person.',
    POLICY_NOT_CONFIRMED:
      'The policy would grant it without a person, but one person alone published that policy.',
    NO_RECENT_SALES: 'Nothing was sold in twelve months.',
    NO_CAPACITY_KNOWN: 'Neither accounts nor payments tell what the customer can bear.',
    LIMIT_BELOW_EXPOSURE: 'More is owed already.',
    OVERRIDE_IN_FORCE: 'A hard rule binds.',
    GRADE_E: 'Grade E takes nothing new on credit.',
    MANUAL_LIMIT_IN_FORCE: 'A person set it.',
    ABOVE_AUTHORITY: 'More, or longer, than its author may grant alone.',
    MANUAL_LIMIT_EXPIRED: 'The limit a person set has ended.',
    PROPOSAL_PENDING: 'A proposal to raise it waits for approval.',
    PROPOSAL_REJECTED: 'An approver refused to raise it.',
    NO_LIMIT_NOT_SCORED: 'Nothing is known to lend on.',
    CURRENCY_NOT_COVERED: 'No exchange rate to the currency of the policy is known.',
    REVIEW_DUE: 'Its review was due.',
  },
);

@ObjectType({ description: 'One reason for a limit.', simpleResolvers: true })
export class LimitReason {
  @Field(() => LimitReasonCodeEnum, { description: 'Its code.' })
  code!: LimitReasonCode;
}

@ObjectType({ description: 'One person’s approval of a proposed limit.', simpleResolvers: true })
export class CreditLimitApproval {
  @Field(() => String, { description: 'Who approved: the label of the key.' })
  approvedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  approvedAt!: Date;

  @Field(() => String, { nullable: true, description: 'What the approver wrote.' })
  comment!: string | null;
}

@ObjectType({
  implements: Node,
  description: 'A decision about how much a customer may owe: the minimum of named terms.',
  simpleResolvers: true,
})
export class CreditLimit extends Node {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => MoneyType, { description: 'How much the customer may owe.' })
  limit!: MoneyType;

  @Field(() => CreditLimitStatusEnum, { description: 'What became of the decision.' })
  status!: LimitStatus;

  @Field(() => DateScalar, { description: 'First day it holds.' })
  effectiveFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day it holds; null = until changed.',
  })
  effectiveTo!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it is to be looked at again.' })
  reviewOn!: string | null;

  @Field(() => String, { description: 'Who decided: the policy or a person.' })
  decidedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was decided.' })
  decidedAt!: Date;

  @Field(() => LimitTermEnum, { description: 'The term that gave the minimum.' })
  bindingTerm!: BindingTerm;

  @Field(() => LimitTermEnum, {
    nullable: true,
    description:
      'The term that would give it if the binding one went away; null when no other speaks, and of a limit set by hand.',
  })
  nextTerm!: LimitTerm | null;

  @Field(() => [LimitTermAmount], {
    description: 'All terms, those without an amount with their reason.',
  })
  terms!: LimitTermAmount[];

  @Field(() => [String], { description: 'Codes of why it was decided so.' })
  reasonCodes!: string[];

  @Field(() => [LimitReason], { description: 'The same, with the reasons in words.' })
  reasons!: LimitReason[];

  @Field(() => String, { description: 'Version of the credit policy.' })
  policyVersion!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the person who decided wrote; of a limit set by hand, its reason.',
  })
  comment!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'What the policy alone gave when this was decided, however it was decided; null when it gave nothing.',
  })
  computedLimit!: MoneyType | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whose proposal it was: the policy or the label of a key; null when it never was one.',
  })
  proposedBy!: string | null;

  @Field(() => Int, {
    description:
      'How many people other than its author had to approve it, or have to; 0 for what took effect at once.',
  })
  approvalsNeeded!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day it grants nothing new unless it is decided anew before: the day after its last, or 31 days after its review was due.',
  })
  frozenFrom!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why an approver refused it; null for what nobody refused.',
  })
  rejectionReason!: string | null;
}

export const CreditLimitConnection = relayConnection('CreditLimit', () => CreditLimit);

export function toCreditLimit(row: CreditLimitRow): CreditLimit {
  return {
    id: globalId('CreditLimit', row.creditLimitId),
    customerId: globalId('Customer', row.customerId),
    limit: toMoneyOf(row.limitMinor, row.currency),
    status: row.status,
    effectiveFrom: row.effectiveFrom,
    effectiveTo: row.effectiveTo,
    reviewOn: row.reviewOn,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt,
    bindingTerm: row.bindingTerm,
    nextTerm: row.nextTerm,
    terms: row.terms.map((term) => ({
      term: term.term,
      amount: term.amountMinor === null ? null : toMoneyOf(term.amountMinor, row.currency),
      reasonIfAbsent: term.reasonIfAbsent,
      assumed: [...(term.assumed ?? [])],
      ...(term.terms === undefined ? {} : { sourceTerms: term.terms }),
    })),
    reasonCodes: row.reasonCodes,
    reasons: row.reasonCodes.map((code) => ({ code })),
    policyVersion: row.policyVersion,
    comment: row.comment,
    computedLimit: row.computedMinor === null ? null : toMoneyOf(row.computedMinor, row.currency),
    proposedBy: row.proposedBy,
    approvalsNeeded: row.approvalsNeeded,
    frozenFrom: row.frozenFrom,
    rejectionReason: row.rejectionReason,
  };
}

@InputType({ description: 'A limit a person decides.' })
export class SetCreditLimitInput {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => MoneyInput, { description: 'How much it may owe; zero or more.' })
  limit!: MoneyInput;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Last day it holds; when absent as many days as the policy gives a limit set by hand, 90 unless it says otherwise, and no longer than the limit in force where that would take an approver.',
  })
  effectiveTo?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, which a limit set by hand must say; kept with the decision.',
  })
  comment?: string | null;
}
