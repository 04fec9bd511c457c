import { Field, Int, ObjectType } from 'type-graphql';
import { money } from '../../kernel';
import {
  policyVersionNumber,
  PREVIEW_CHANGE_KINDS,
  type PolicyPreview,
  type PolicyProblem,
  type PreviewAmounts,
  type PreviewChange,
  type PreviewChangeKind,
  type PreviewCounts,
  type PreviewGroup,
} from '../../limits';
import type { Grade } from '../../scoring';
import { GradeEnum } from '../credit-assessment/credit-assessment.enums';
import { LimitTermEnum, type BindingTerm } from '../credit-limit/credit-limit.type';
import { defineEnum } from '../define-enum';
import { MoneyType, toMoney } from '../money.type';
import { DateScalar } from '../scalars';
import { CreditPolicyProblem } from './credit-policy.type';

export const CreditPolicyChangeKindEnum = defineEnum<PreviewChangeKind>(
  'CreditPolicyChangeKind',
  'What publishing a policy changes for a customer: first in its limit, else in what is proposed.',
  {
    FIRST_LIMIT: 'It has a limit where it would have none.',
    RAISED: 'Its limit is higher.',
    CUT: 'Its limit is lower.',
    PROPOSED: 'A limit is proposed, which waits for a person.',
    PROPOSAL_CHANGED: 'What is proposed is another amount.',
    PROPOSAL_WITHDRAWN: 'What was proposed is not proposed any more.',
    UNCHANGED: 'Nothing.',
  },
);

@ObjectType({ description: 'Customers by what changes for them.', simpleResolvers: true })
export class CreditPolicyChangeCount {
  @Field(() => CreditPolicyChangeKindEnum, { description: 'What changes.' })
  kind!: PreviewChangeKind;

  @Field(() => Int, { description: 'For how many customers.' })
  customers!: number;
}

@ObjectType({
  description: 'Sums over the customers whose limits are in one currency.',
  simpleResolvers: true,
})
export class CreditPolicyPreviewAmounts {
  @Field(() => MoneyType, { description: 'Limits by the policy in force, decided now.' })
  limitsBefore!: MoneyType;

  @Field(() => MoneyType, { description: 'Limits by the document.' })
  limitsAfter!: MoneyType;

  @Field(() => MoneyType, { description: 'Sum of the raises, first limits among them.' })
  freed!: MoneyType;

  @Field(() => MoneyType, { description: 'Sum of the cuts.' })
  blocked!: MoneyType;

  @Field(() => MoneyType, {
    description: 'What proposals it makes would add to the limits in force, once approved.',
  })
  proposed!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Exposure above the limits by the policy in force, of customers that have one.',
  })
  exposureAboveBefore!: MoneyType;

  @Field(() => MoneyType, { description: 'Exposure above the limits by the document.' })
  exposureAboveAfter!: MoneyType;
}

@ObjectType({
  description: 'Customers of one grade, or of one segment of the document.',
  simpleResolvers: true,
})
export class CreditPolicyPreviewGroup {
  @Field(() => String, { description: 'The grade, NOT_SCORED, or the segment’s name.' })
  name!: string;

  @Field(() => Int, { description: 'Customers in it.' })
  customers!: number;

  @Field(() => Int, { description: 'Of those, with a change.' })
  affected!: number;

  @Field(() => [CreditPolicyChangeCount], { description: 'By what changes; only what does.' })
  counts!: CreditPolicyChangeCount[];

  @Field(() => [CreditPolicyPreviewAmounts], { description: 'Sums by currency.' })
  amounts!: CreditPolicyPreviewAmounts[];
}

@ObjectType({
  description:
    'One customer whose limit or proposal will be another than it is: by the document’s doing, or, with kind UNCHANGED, because limits are decided at all.',
  simpleResolvers: true,
})
export class CreditPolicyPreviewChange {
  customerId!: string;

  @Field(() => CreditPolicyChangeKindEnum, { description: 'What changes.' })
  kind!: PreviewChangeKind;

  @Field(() => Boolean, {
    description: 'Whether it changes when it is decided now, whichever policy decides.',
  })
  isDue!: boolean;

  @Field(() => GradeEnum, { nullable: true, description: 'Its grade; null = not scored.' })
  grade!: Grade | null;

  @Field(() => String, { description: 'The segment of the policy in force that judges it.' })
  segmentBefore!: string;

  @Field(() => String, { description: 'The segment of the document that judges it.' })
  segmentAfter!: string;

  @Field(() => MoneyType, { nullable: true, description: 'The limit as it stands; null = none.' })
  current!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The limit if it were decided now by the policy in force; null = none.',
  })
  before!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'The limit by the document.' })
  after!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What the policy in force would propose now; null = nothing.',
  })
  proposedBefore!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What the document proposes; null = nothing.',
  })
  proposedAfter!: MoneyType | null;

  @Field(() => LimitTermEnum, {
    nullable: true,
    description: 'The term that gives the document’s limit.',
  })
  bindingTerm!: BindingTerm | null;

  @Field(() => [String], { description: 'Codes of why the document decides so.' })
  reasonCodes!: string[];

  @Field(() => MoneyType, { description: 'What it owes and has reserved.' })
  exposure!: MoneyType;
}

@ObjectType({
  description:
    'What publishing a document today would change, compared with deciding all limits now by the policy in force: limits and proposals, without a change of data. Limits whose review is due are renewed either way; smaller changes than the policy’s least change are none. Nothing is written.',
  simpleResolvers: true,
})
export class CreditPolicyPreview {
  @Field(() => [CreditPolicyProblem], {
    description: 'What is wrong with the document; nothing else is answered then.',
  })
  problems!: CreditPolicyProblem[];

  @Field(() => DateScalar, { description: 'The day it was decided for, today.' })
  asOf!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the policy in force it is compared with; null with problems.',
  })
  comparedWith!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Digest of the canonical document: what is published has the same.',
  })
  digest!: string | null;

  @Field(() => Int, { description: 'Customers looked at.' })
  customers!: number;

  @Field(() => Int, { description: 'Customers with a change.' })
  affected!: number;

  @Field(() => Int, {
    description:
      'Customers whose limit or proposal changes when it is decided now, whichever policy decides.',
  })
  dueAnyway!: number;

  @Field(() => [CreditPolicyChangeCount], { description: 'By what changes; only what does.' })
  counts!: CreditPolicyChangeCount[];

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Sum of the raises in the document’s currency; null with problems.',
  })
  freed!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Sum of the cuts in the document’s currency; null with problems.',
  })
  blocked!: MoneyType | null;

  @Field(() => [CreditPolicyPreviewAmounts], { description: 'Sums by currency.' })
  amounts!: CreditPolicyPreviewAmounts[];

  @Field(() => [CreditPolicyPreviewGroup], { description: 'By grade, A first.' })
  byGrade!: CreditPolicyPreviewGroup[];

  @Field(() => [CreditPolicyPreviewGroup], { description: 'By segment of the document.' })
  bySegment!: CreditPolicyPreviewGroup[];

  allChanges!: CreditPolicyPreviewChange[];
}

export function toProblems(problems: readonly PolicyProblem[]): CreditPolicyProblem[] {
  return problems.map(({ path, message, code }) => ({ path, message, code }));
}

export function invalidPreview(
  problems: readonly PolicyProblem[],
  asOf: string,
): CreditPolicyPreview {
  return {
    problems: toProblems(problems),
    asOf,
    ...{ comparedWith: null, digest: null, customers: 0, affected: 0, dueAnyway: 0 },
    ...{ counts: [], freed: null, blocked: null, amounts: [] },
    ...{ byGrade: [], bySegment: [], allChanges: [] },
  };
}

export function toPreview(preview: PolicyPreview, currency: string): CreditPolicyPreview {
  const { asOf, digest, customers, dueAnyway, amounts, byGrade, bySegment, changes } = preview;
  const own = amounts.find((each) => each.currency === currency);
  const inOwn = (amountMinor: bigint | undefined): MoneyType =>
    moneyOf(amountMinor ?? 0n, currency);
  return {
    ...{ problems: [], asOf, digest, customers, dueAnyway },
    comparedWith: policyVersionNumber(preview.comparedWith),
    affected: customers - preview.counts.UNCHANGED,
    counts: toCounts(preview.counts),
    freed: inOwn(own?.freedMinor),
    blocked: inOwn(own?.blockedMinor),
    amounts: amounts.map(toAmounts),
    byGrade: byGrade.map(toGroup),
    bySegment: bySegment.map(toGroup),
    allChanges: changes.map(toChange),
  };
}

function toCounts(counts: PreviewCounts): CreditPolicyChangeCount[] {
  return PREVIEW_CHANGE_KINDS.filter((kind) => kind !== 'UNCHANGED' && counts[kind] > 0).map(
    (kind) => ({ kind, customers: counts[kind] }),
  );
}

function toGroup({ name, customers, counts, amounts }: PreviewGroup): CreditPolicyPreviewGroup {
  return {
    ...{ name, customers, affected: customers - counts.UNCHANGED },
    counts: toCounts(counts),
    amounts: amounts.map(toAmounts),
  };
}

function toAmounts(sums: PreviewAmounts): CreditPolicyPreviewAmounts {
  const of = (amountMinor: bigint): MoneyType => moneyOf(amountMinor, sums.currency);
  return {
    limitsBefore: of(sums.limitsBeforeMinor),
    limitsAfter: of(sums.limitsAfterMinor),
    freed: of(sums.freedMinor),
    blocked: of(sums.blockedMinor),
    proposed: of(sums.proposedMinor),
    exposureAboveBefore: of(sums.exposureAboveBeforeMinor),
    exposureAboveAfter: of(sums.exposureAboveAfterMinor),
  };
}

function toChange(change: PreviewChange): CreditPolicyPreviewChange {
  const { customerId, kind, grade, segmentBefore, segmentAfter, currency } = change;
  const of = (amountMinor: bigint | null): MoneyType | null =>
    amountMinor === null ? null : moneyOf(amountMinor, currency);
  return {
    ...{ customerId, kind, grade, segmentBefore, segmentAfter },
    isDue: change.isDue,
    current: of(change.currentMinor),
    before: of(change.before.limitMinor),
    after: of(change.after.limitMinor),
    proposedBefore: of(change.before.proposedMinor),
    proposedAfter: of(change.after.proposedMinor),
    bindingTerm: change.bindingTerm,
    reasonCodes: [...change.reasonCodes],
    exposure: moneyOf(change.exposureMinor, currency),
  };
}

function moneyOf(amountMinor: bigint, currency: string): MoneyType {
  return toMoney(money(amountMinor, currency));
}
