import { Field, Int, ObjectType } from 'type-graphql';
import type {
  LimitOverrideRow,
  LimitProposalOrder,
  LimitProposalRow,
  LimitReviewRow,
} from '../../reports';
import { defineEnum } from '../define-enum';
import { MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { DateScalar, DateTimeScalar } from '../scalars';
import { CreditLimit, toCreditLimit } from './credit-limit.type';

@ObjectType({
  description: 'A limit in force that ends or is due for review.',
  simpleResolvers: true,
})
export class CreditLimitReview {
  @Field(() => CreditLimit, { description: 'The limit, with its customer.' })
  limit!: CreditLimit;

  @Field(() => DateScalar, { description: 'The sooner of its last day and its review.' })
  dueOn!: string;

  @Field(() => Int, { description: 'Days from today until then; negative when overdue.' })
  daysLeft!: number;
}

export const CreditLimitReviewConnection = relayConnection(
  'CreditLimitReview',
  () => CreditLimitReview,
);

export function toCreditLimitReview(row: LimitReviewRow): CreditLimitReview {
  return { limit: toCreditLimit(row), dueOn: row.dueOn, daysLeft: row.daysLeft };
}

export const CreditLimitProposalOrderEnum = defineEnum<LimitProposalOrder>(
  'CreditLimitProposalOrder',
  'In which order proposals are listed.',
  {
    OLDEST: 'What waits longest first.',
    LARGEST: 'The largest amount first; amounts in other currencies by what they are in euros.',
  },
);

@ObjectType({ description: 'A proposed limit that waits for approval.', simpleResolvers: true })
export class CreditLimitProposal {
  @Field(() => CreditLimit, {
    description: 'The proposal, with its customer, its reasons and who approved it already.',
  })
  limit!: CreditLimit;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  proposedAt!: Date;

  @Field(() => Int, { description: 'Days since.' })
  daysWaiting!: number;
}

export const CreditLimitProposalConnection = relayConnection(
  'CreditLimitProposal',
  () => CreditLimitProposal,
);

export function toCreditLimitProposal(row: LimitProposalRow): CreditLimitProposal {
  return { limit: toCreditLimit(row), proposedAt: row.proposedAt, daysWaiting: row.daysWaiting };
}

@ObjectType({
  description:
    'A limit a person set otherwise than the policy would have, and what has come of it: `limit.computedLimit` is what the policy gave, `limit.comment` the reason.',
  simpleResolvers: true,
})
export class CreditLimitOverride {
  @Field(() => CreditLimit, { description: 'The limit, with its customer.' })
  limit!: CreditLimit;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'By how much it is above what the policy gave, negative when below; null when the policy gave nothing.',
  })
  difference!: MoneyType | null;

  @Field(() => MoneyType, {
    description: 'Open and past due today, of what was invoiced while it was in force.',
  })
  overdue!: MoneyType;

  @Field(() => Int, {
    nullable: true,
    description:
      'The longest any claim invoiced under it waited past its due date, paid since or not; null when none was due.',
  })
  worstDaysLate!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Proceedings against the company that began since it was set, as Company.insolvency; null without any.',
  })
  insolvency!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day they began.' })
  insolvencyOn!: string | null;
}

export const CreditLimitOverrideConnection = relayConnection(
  'CreditLimitOverride',
  () => CreditLimitOverride,
);

export function toCreditLimitOverride(row: LimitOverrideRow): CreditLimitOverride {
  const { computedMinor, limitMinor, currency } = row;
  const difference =
    computedMinor === null ? null : (BigInt(limitMinor) - BigInt(computedMinor)).toString();
  return {
    limit: toCreditLimit(row),
    difference: difference === null ? null : toMoneyOf(difference, currency),
    overdue: toMoneyOf(row.overdueMinor, currency),
    worstDaysLate: row.worstDaysLate,
    insolvency: row.insolvency,
    insolvencyOn: row.insolvencyOn,
  };
}
