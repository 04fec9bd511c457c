import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { formatTermSteps, isBeyondLegalMaximum, type CashDiscount } from '../../kernel';
import type { DueDateSource, LetteringCoverage, PaymentTermsRow } from '../../reports';
import { MoneyType, toMoney } from '../money.type';
import { DueDateSourceEnum } from '../receivable/receivable.enums';
import { DateScalar, DateTimeScalar } from '../scalars';

@ObjectType({ description: 'A discount agreed for paying early.', simpleResolvers: true })
export class CashDiscountTerms {
  @Field(() => Float, { description: 'Percent of the total with taxes: 2 is 2 %.' })
  percent!: number;

  @Field(() => String, {
    description: 'Steps from the day of issue to the last day it is granted, e.g. `10d`.',
  })
  terms!: string;
}

@ObjectType({
  description:
    'When what is issued now is to be paid: steps taken in order from the day of issue, as somebody agreed them.',
  simpleResolvers: true,
})
export class PaymentTerms {
  @Field(() => String, {
    nullable: true,
    description:
      'The steps: `30d` adds days, `1m` months, `eom` goes to the end of the month, `eo10d` to the 10th, 20th or last day, `@15` to the 15th on or after; `0d` is at once. `45d eom` is not `eom 45d`. Null when only a discount was agreed.',
  })
  terms!: string | null;

  @Field(() => CashDiscountTerms, {
    nullable: true,
    description: 'The discount for paying early; null without one.',
  })
  discount!: CashDiscountTerms | null;

  @Field(() => DueDateSourceEnum, {
    description:
      'CUSTOMER_TERMS for terms of its own, TENANT_DEFAULT for the seller’s usual ones: what due dates reckoned by them name.',
  })
  source!: DueDateSource;

  @Field(() => DateScalar, { description: 'First day of issue they hold for.' })
  effectiveFrom!: string;

  @Field(() => String, { description: 'The terms as the person wrote them.' })
  wording!: string;

  @Field(() => String, { description: 'Who decided.' })
  decidedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: Date;

  @Field(() => Boolean, {
    description:
      'Whether they are longer than French law lets businesses agree (art. L441-10 C. com.): 60 days, or 45 with the end of the month.',
  })
  beyondLegalMaximum!: boolean;

  row!: PaymentTermsRow;
}

export function toPaymentTerms(row: PaymentTermsRow): PaymentTerms {
  const { due, discount, source, effectiveFrom, wording, decidedBy, recordedAt } = row;
  return {
    terms: due === null ? null : formatTermSteps(due),
    discount: discount === null ? null : toDiscountTerms(discount),
    beyondLegalMaximum: due !== null && isBeyondLegalMaximum(due),
    ...{ source, effectiveFrom, wording, decidedBy, recordedAt },
    row,
  };
}

function toDiscountTerms({ basisPoints, steps }: CashDiscount): CashDiscountTerms {
  return { percent: basisPoints / 100, terms: formatTermSteps(steps) };
}

@ObjectType({ description: 'What setting terms of payment changed.', simpleResolvers: true })
export class PaymentTermsSet {
  @Field(() => PaymentTerms, {
    nullable: true,
    description: 'The terms in force today after it; null when there are none.',
  })
  paymentTerms!: PaymentTerms | null;

  @Field(() => Int, { description: 'Receivables that were given other dates.' })
  receivablesRedated!: number;
}

@InputType({ description: 'Terms of payment somebody agreed.' })
export class SetPaymentTermsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The customer; the seller’s usual terms when absent.',
  })
  customerId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'In words, French or English: `45 jours fin de mois`, `fin de mois 45 jours`, `30 jours fin de mois le 15`, `comptant`, `2% 10 net 30`. Absent withdraws the terms: what comes next holds, the usual ones or the law’s.',
  })
  terms?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'First day of issue they hold for, today when absent. A past one re-dates what was issued since, but nothing whose document states a due date.',
  })
  effectiveFrom?: string | null;
}

@ObjectType('LetteringCoverage', {
  description:
    'How much of the books says which payment settles which invoice. Open amounts are right whatever it is; ages, days to pay and payment behaviour are worth as much as it is high.',
  simpleResolvers: true,
})
export class LetteringCoverageType {
  @Field(() => Int, { description: 'Lines on customer accounts in the books as they are now.' })
  lines!: number;

  @Field(() => Int, { description: 'Those of them that are lettered.' })
  letteredLines!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Lettered lines / lines, 0 to 1; null without lines.',
  })
  share!: number | null;

  @Field(() => MoneyType, { description: 'Sum of the lines’ amounts, all counted as positive.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'The part of it that is lettered.' })
  letteredAmount!: MoneyType;

  @Field(() => Float, {
    nullable: true,
    description: 'Lettered amount / amount, 0 to 1; null without lines.',
  })
  shareByAmount!: number | null;
}

export function toLetteringCoverage(figures: LetteringCoverage): LetteringCoverageType {
  const { lines, letteredLines, amount, letteredAmount } = figures;
  const isEmpty = lines === 0;
  return {
    ...{ lines, letteredLines },
    share: isEmpty ? null : letteredLines / lines,
    amount: toMoney(amount),
    letteredAmount: toMoney(letteredAmount),
    shareByAmount: isEmpty ? null : ratio(letteredAmount.amountMinor, amount.amountMinor),
  };
}

/** To six decimals, exact in between. */
function ratio(part: bigint, whole: bigint): number {
  return Number((part * 1_000_000n) / whole) / 1_000_000;
}
