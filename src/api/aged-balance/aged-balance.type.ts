import { Extensions, Field, ObjectType } from 'type-graphql';
import type { AgeBasis, AgedBalanceGroup, ReportPoint } from '../../reports';
import type { Grade } from '../../scoring';
import { GradeEnum } from '../credit-assessment/credit-assessment.enums';
import { defineEnum } from '../define-enum';
import { MoneyType } from '../money.type';
import { ASSUMED_SIZE } from '../query-cost/measure';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar } from '../scalars';
import { AgeBasisEnum, AgeBucket, Ageing } from './ageing.type';

export const AgedBalanceGroupEnum = defineEnum<AgedBalanceGroup>(
  'AgedBalanceGroup',
  'What a row of the aged balance stands for.',
  {
    CUSTOMER: 'A customer; the one that owes most first.',
    COMPANY: 'A company with all its customer accounts; those without a company together.',
    GRADE: 'A grade, A first; customers without one together at the end.',
    CURRENCY: 'A currency.',
    NONE: 'Everything.',
  },
);

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
    description: 'The currency of the row’s amounts.',
  })
  rowCurrency!: string | null;

  @Field(() => Ageing, { description: 'What is open, by age.' })
  ageing!: Ageing;

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

  @Field(() => CurrencyCodeScalar, { description: 'The currency of the total.' })
  currency!: string;

  @Field(() => [AgeBucket], { description: 'The ranges of ages.' })
  buckets!: AgeBucket[];

  @Extensions({ [ASSUMED_SIZE]: 1_000 })
  @Field(() => [AgedBalanceRow], { description: 'The rows; only what has something open.' })
  rows!: AgedBalanceRow[];

  @Field(() => Ageing, { description: 'Sum of the rows in the report’s currency.' })
  total!: Ageing;

  @Field(() => Reconciliation, {
    description: 'The total against the ledger’s own entries. Computed only when selected.',
  })
  reconciliation!: Reconciliation;
}
