import { Field, ID, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type {
  CoverRow,
  PaymentIndexRow,
  PolicyRow,
  ReadingRow,
  RecommendedLimitRow,
  ScreeningHitRow,
} from '../../reports';
import { MoneyType, toMoneyOf } from '../money.type';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, DecimalScalar } from '../scalars';
import {
  CoverKindEnum,
  CoverStatusEnum,
  ReadingOutcomeEnum,
  RecommendedLimitKindEnum,
} from './company-profile.enums';
import { ProviderRecord, toProviderRecord } from './company-structure.type';

@ObjectType({
  implements: ProviderRecord,
  description: 'How much a bureau or insurer says may be owed: an opinion, not a cover.',
  simpleResolvers: true,
})
export class RecommendedLimit extends ProviderRecord {
  @Field(() => RecommendedLimitKindEnum, { description: 'What it means.' })
  kind!: RecommendedLimitRow['kind'];

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The amount; null when the provider gives none, which is not zero.',
  })
  amount!: MoneyType | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no amount, in the provider’s words.',
  })
  absentBecause!: string | null;

  @Field(() => DateScalar, {
    description: 'The day it is of: when it was computed, else first seen.',
  })
  seenOn!: string;
}

export function toRecommendedLimit(row: RecommendedLimitRow): RecommendedLimit {
  const { kind, absentBecause, seenOn, currency } = row;
  const amount = toMoneyOrNull(row.amountMinor, currency);
  return { ...toProviderRecord(row), kind, amount, absentBecause, seenOn };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'How a company pays its suppliers, as a bureau measures it.',
  simpleResolvers: true,
})
export class PaymentIndex extends ProviderRecord {
  @Field(() => String, { description: 'The provider’s scale.' })
  scale!: string;

  @Field(() => String, { nullable: true, description: 'The value, in the provider’s writing.' })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no value, in the provider’s words.',
  })
  absentBecause!: string | null;

  @Field(() => Boolean, { description: 'Whether more means better on this scale.' })
  higherIsBetter!: boolean;

  @Field(() => DecimalScalar, { nullable: true, description: 'Average days beyond terms.' })
  daysBeyondTerms!: string | null;

  @Field(() => DateScalar, {
    description: 'The day it is of: when it was computed, else first seen.',
  })
  seenOn!: string;
}

export function toPaymentIndex(row: PaymentIndexRow): PaymentIndex {
  const { scale, value, absentBecause, higherIsBetter, daysBeyondTerms, seenOn } = row;
  return {
    ...toProviderRecord(row),
    ...{ scale, value, absentBecause, higherIsBetter, daysBeyondTerms, seenOn },
  };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'Somebody on a watch list who resembles a company: a resemblance, not a finding.',
  simpleResolvers: true,
})
export class ScreeningHit extends ProviderRecord {
  @Field(() => String, { description: 'Key of the entry in the list.' })
  listEntityId!: string;

  @Field(() => String, { description: 'Who is on the list.' })
  caption!: string;

  @Field(() => DecimalScalar, { description: 'Resemblance, 0 to 1.' })
  score!: string;

  @Field(() => Boolean, { description: 'Whether it passes the list’s own threshold.' })
  isMatch!: boolean;

  @Field(() => [String], { description: 'Why the entry is on the list, in the list’s words.' })
  topics!: string[];

  @Field(() => [String], { description: 'The lists it is on.' })
  datasets!: string[];

  @Field(() => DateScalar, { nullable: true, description: 'The day the entry last changed.' })
  lastChangedOn!: string | null;
}

export function toScreeningHit(row: ScreeningHitRow): ScreeningHit {
  const { listEntityId, caption, score, isMatch, topics, datasets, lastChangedOn } = row;
  return {
    ...toProviderRecord(row),
    ...{ listEntityId, caption, score, isMatch, topics, datasets, lastChangedOn },
  };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'What an insurer covers of what a buyer owes.',
  simpleResolvers: true,
})
export class InsuranceCover extends ProviderRecord {
  @Field(() => String, { description: 'The policy.' })
  policyNumber!: string;

  @Field(() => CoverKindEnum, { description: 'How it came about.' })
  kind!: CoverRow['kind'];

  @Field(() => CoverStatusEnum, { description: 'Where it stands.' })
  status!: CoverRow['status'];

  @Field(() => MoneyType, { nullable: true, description: 'What was asked for.' })
  requested!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What the insurer covers; null while undecided, zero when refused.',
  })
  amount!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it will be from `effectiveOn` on; null when no change was announced.',
  })
  announced!: MoneyType | null;

  @Field(() => MoneyType, {
    description: 'What is covered of what ships on the day asked for: today, or the day `on`.',
  })
  covered!: MoneyType;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'Share of a loss the insurer bears, percent; null when it does not say: what is insured counts the whole until it does.',
  })
  insuredPercent!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was decided.' })
  decidedOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day the insurer told of a reduction or withdrawal.',
  })
  noticeOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day the decision takes effect: what ships from then on is under it.',
  })
  effectiveOn!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The last day of the cover.' })
  expiresOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Until when what was shipped before `effectiveOn` stays covered.',
  })
  runOffUntil!: string | null;

  @Field(() => String, { nullable: true, description: 'The insurer’s decision code and words.' })
  decisionCode!: string | null;

  @Field(() => [String], { description: 'Conditions, in the insurer’s words.' })
  conditions!: string[];

  @Field(() => String, { nullable: true, description: 'The insurer’s rating of the buyer, raw.' })
  buyerRating!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the hub learnt that it is so.' })
  recordedAt!: Date;
}

export function toInsuranceCover(row: CoverRow): InsuranceCover {
  const { policyNumber, kind, status, currency, insuredPercent, decidedOn, noticeOn } = row;
  const { effectiveOn, endsOn: expiresOn, runOffUntil, decisionCode, conditions } = row;
  return {
    ...toProviderRecord(row),
    ...{ policyNumber, kind, status, insuredPercent, decidedOn, noticeOn },
    ...{ effectiveOn, expiresOn, runOffUntil, decisionCode, conditions },
    requested: toMoneyOrNull(row.requestedMinor, currency),
    amount: toMoneyOrNull(row.amountMinor, currency),
    announced: toMoneyOrNull(row.announcedMinor, currency),
    covered: toMoneyOf(row.coveredMinor, currency),
    buyerRating: row.buyerRating,
    recordedAt: row.recordedAt,
  };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'A credit insurance policy of the seller.',
  simpleResolvers: true,
})
export class InsurancePolicy extends ProviderRecord {
  @Field(() => String, { description: 'Its number.' })
  policyNumber!: string;

  @Field(() => String, { description: 'Its state, in the insurer’s words.' })
  status!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The first day of it.' })
  startsOn!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The last day of it.' })
  endsOn!: string | null;

  @Field(() => CurrencyCodeScalar, { description: 'The currency its covers are in, ISO 4217.' })
  currency!: string;
}

export function toInsurancePolicy(row: PolicyRow): InsurancePolicy {
  const { policyNumber, status, startsOn, endsOn, currency } = row;
  return { ...toProviderRecord(row), policyNumber, status, startsOn, endsOn, currency };
}

@ObjectType({
  description:
    'When a stream of a connection last read a company. A company unknown to a provider is a fact with a date.',
  simpleResolvers: true,
})
export class ProviderReading {
  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, { description: 'Its connector.' })
  connector!: string;

  @Field(() => String, { description: 'Its stream.' })
  stream!: string;

  @Field(() => DateTimeScalar, { description: 'When the company was read.' })
  readAt!: Date;

  @Field(() => ReadingOutcomeEnum, { description: 'What came of it.' })
  outcome!: ReadingRow['outcome'];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the provider last reported a change of it; later than `readAt`, it is due.',
  })
  noticedAt!: Date | null;
}

export function toProviderReading(row: ReadingRow): ProviderReading {
  const { connectorId: connector, stream, readAt, outcome, noticedAt } = row;
  const connectionId = globalId('Connection', row.connectionId);
  return { connectionId, connector, stream, readAt, outcome, noticedAt };
}

function toMoneyOrNull(minor: string | null, currency: string): MoneyType | null {
  return minor === null ? null : toMoneyOf(minor, currency);
}
