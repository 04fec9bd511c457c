import { Extensions, Field, ObjectType } from 'type-graphql';
import type { AgeBasis, AgedBalanceGroup, ReportPoint } from '../../reports';
import type { Grade } from '../../scoring';
import { GradeEnum } from '../credit-assessment/credit-assessment.enums';
import { defineEnum } from '../define-enum';
import { MoneyType } from '../money.type';
import { ASSUMED_SIZE } from '../query-cost/measure';
import { ASSUMED_ROWS } from './row-limit';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, DecimalScalar } from '../scalars';
import { AgeBasisEnum, AgeBucket, Ageing } from './ageing.type';

export const AgedBalanceGroupEnum = defineEnum<AgedBalanceGroup>(
  'AgedBalanceGroup',
  'What a row of the aged balance stands for.',
  {
    CUSTOMER: 'A customer; the one that owes most first.',
    COMPANY: 'A company with all its customer accounts; those without a company together.',
    GRADE: 'A grade, A first; customers without one together at the end.',
    CURRENCY: 'A currency of receivables, told in itself; the total is in the report’s currency.',
    NONE: 'Everything.',
  },
);

@ObjectType({
  description: 'What is open in one currency, by age, told in that currency.',
  simpleResolvers: true,
})
export class CurrencyAgeing {
  @Field(() => CurrencyCodeScalar, { description: 'The currency of the receivables.' })
  currency!: string;

  @Field(() => Ageing, { description: 'What is open, by age.' })
  ageing!: Ageing;
}

@ObjectType({
  description: 'A published reference rate that a report converted with.',
  simpleResolvers: true,
})
export class ExchangeRate {
  @Field(() => CurrencyCodeScalar, { description: 'The currency.' })
  currency!: string;

  @Field(() => DecimalScalar, {
    description:
      'Units of the currency for one euro, as published. Between two other currencies, conversion goes through the euro.',
  })
  rate!: string;

  @Field(() => DateScalar, {
    description: 'The day it was published; at most ten days before the report’s.',
  })
  publishedOn!: string;

  @Field(() => String, { description: 'The connector that gave it, such as `ecb`.' })
  source!: string;
}

@ObjectType({
  description: 'One row of the aged balance; what it stands for depends on groupBy.',
  simpleResolvers: true,
})
export class AgedBalanceRow {
  @Field(() => GradeEnum, {
    nullable: true,
    description: 'With groupBy GRADE: the grade; null = customers without one.',
  })
  grade!: Grade | null;

  @Field(() => CurrencyCodeScalar, {
    nullable: true,
    description:
      'The currency of the row’s amounts: the report’s, or its own with groupBy CURRENCY.',
  })
  rowCurrency!: string | null;

  @Field(() => Ageing, {
    description:
      'What is open, by age. Parts in another currency are converted per customer, each rounded to the minor unit, so that parts and rows always sum up.',
  })
  ageing!: Ageing;

  @Extensions({ [ASSUMED_SIZE]: 1 })
  @Field(() => [CurrencyAgeing], {
    description: 'What is open besides and has no exchange rate: not in `ageing`.',
  })
  unconverted!: CurrencyAgeing[];

  customerId!: string | null;
  companyId!: string | null;
  point!: ReportPoint;
}

@ObjectType({
  description: 'Proof that nothing is missing from the aged balance.',
  simpleResolvers: true,
})
export class Reconciliation {
  @Field(() => MoneyType, { description: 'Sum of all parts of the total.' })
  sumOfBuckets!: MoneyType;

  @Field(() => MoneyType, { description: 'The total’s outstanding.' })
  outstanding!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Outstanding less the sum of the ledger’s entries: always zero.',
  })
  ledgerDifference!: MoneyType;
}

@ObjectType({
  description: 'Open receivables by age (balance âgée), all from one snapshot.',
  simpleResolvers: true,
})
export class AgedBalance {
  @Field(() => DateScalar, { description: 'What was open on this day.' })
  asOf!: string;

  @Field(() => DateTimeScalar, { description: 'As far as was known at this instant.' })
  knownAt!: Date;

  @Field(() => AgeBasisEnum, { description: 'Which date age is counted from.' })
  basis!: AgeBasis;

  @Field(() => CurrencyCodeScalar, {
    description:
      'The currency reported in: of the total, and of the rows unless they are currencies.',
  })
  currency!: string;

  @Field(() => [AgeBucket], { description: 'The ranges of ages.' })
  buckets!: AgeBucket[];

  @Extensions({ [ASSUMED_SIZE]: ASSUMED_ROWS })
  @Field(() => [AgedBalanceRow], { description: 'The rows; only what has something open.' })
  rows!: AgedBalanceRow[];

  @Field(() => Ageing, {
    description:
      'Everything that can be told in the report’s currency; the sum of the rows. The same however rows are grouped.',
  })
  total!: Ageing;

  @Extensions({ [ASSUMED_SIZE]: 10 })
  @Field(() => [ExchangeRate], {
    description:
      'The exchange rates that were used, by currency; none when nothing had to be converted. The euro needs none.',
  })
  rates!: ExchangeRate[];

  @Extensions({ [ASSUMED_SIZE]: 2 })
  @Field(() => [CurrencyAgeing], {
    description:
      'What is open in currencies without a rate for the day: reported here, in no total, and never guessed.',
  })
  unconverted!: CurrencyAgeing[];

  @Field(() => Reconciliation, {
    description: 'The total against the ledger’s own entries. Computed only when selected.',
  })
  reconciliation!: Reconciliation;
}
