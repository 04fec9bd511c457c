import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import { MoneyType } from '../money.type';
import { ASSUMED_SIZE } from '../query-cost/measure';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, DecimalScalar } from '../scalars';
import { ExchangeRate } from '../aged-balance/aged-balance.type';
import { Figure } from './figure.type';
import { PeriodFigures } from './period-figures.type';

@ObjectType({
  description: 'The key figures of one calendar month.',
  simpleResolvers: true,
})
export class KeyFiguresMonth extends PeriodFigures {
  @Field(() => String, { description: 'The month, `YYYY-MM`.' })
  month!: string;

  @Field(() => DateScalar, { description: 'Its first day within the period.' })
  from!: string;

  @Field(() => DateScalar, { description: 'Its last day within the period, or so far.' })
  through!: string;

  @Field(() => Boolean, {
    description: 'Not the whole month: the period begins in it, or it still runs.',
  })
  isPartial!: boolean;
}

@ObjectType({
  description: 'By what claims were settled in the period; each a positive amount.',
  simpleResolvers: true,
})
export class Settlements {
  @Field(() => MoneyType, { description: 'Payments, those on account included once they settle.' })
  payments!: MoneyType;

  @Field(() => MoneyType, { description: 'Credit notes, and what openings no longer repeat.' })
  creditNotes!: MoneyType;

  @Field(() => MoneyType, { description: 'Discounts for early payment.' })
  discounts!: MoneyType;

  @Field(() => MoneyType, { description: 'Written off as lost.' })
  writeOffs!: MoneyType;

  @Field(() => MoneyType, { description: 'Assigned to a factor.' })
  assignments!: MoneyType;

  @Field(() => MoneyType, { description: 'Set off against what is owed to the customer.' })
  compensations!: MoneyType;

  @Field(() => MoneyType, { description: 'Losses of exchange.' })
  exchangeDifferences!: MoneyType;
}

@ObjectType({
  description: 'How much of one age becomes of the next within a month.',
  simpleResolvers: true,
})
export class RollRate {
  @Field(() => String, { description: 'The age before: `not due`, `1-30` …' })
  fromBucket!: string;

  @Field(() => String, { description: 'The age a month later.' })
  toBucket!: string;

  @Field(() => Figure, { description: 'The share that went on.' })
  rate!: Figure;
}

@ObjectType({ description: 'One line of a provision matrix.', simpleResolvers: true })
export class ProvisionLine {
  @Field(() => Int, {
    description: 'Least days past the due date; 0 is what is not due, or has no due date.',
  })
  fromDays!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Most days past the due date; null for the last, open-ended line.',
  })
  toDays!: number | null;

  @Field(() => DecimalScalar, {
    description: 'The share expected never to be paid, 0 to 1.',
  })
  rate!: string;

  @Field(() => MoneyType, { description: 'Open claims of this age.' })
  open!: MoneyType;

  @Field(() => MoneyType, { description: 'The amount times the rate, rounded.' })
  expectedLoss!: MoneyType;
}

@ObjectType({
  description: 'The provision matrix that the expected loss is reckoned with.',
  simpleResolvers: true,
})
export class Provision {
  @Field(() => Int, {
    description: 'The version of the tenant’s rates; 0 = the default, as it has none of its own.',
  })
  version!: number;

  @Field(() => String, { description: 'Where the rates come from.' })
  note!: string;

  @Field(() => [ProvisionLine], { description: 'By days past due, ascending.' })
  lines!: ProvisionLine[];
}

@ObjectType({
  description: 'What is expected to come in during a week.',
  simpleResolvers: true,
})
export class ExpectedReceiptsWeek {
  @Field(() => DateScalar, { description: 'Its Monday.' })
  weekStart!: string;

  @Field(() => MoneyType, { description: 'Open claims expected to be paid in it.' })
  amount!: MoneyType;
}

@ObjectType({
  description:
    'Key figures of a portfolio over a period, all from one snapshot. Balances are those at its end.',
  simpleResolvers: true,
})
export class KeyFigures extends PeriodFigures {
  @Field(() => DateScalar, { description: 'First day of the period.' })
  from!: string;

  @Field(() => DateScalar, { description: 'Last day of the period as asked for.' })
  to!: string;

  @Field(() => DateScalar, {
    description: 'Last day counted: `to`, or the present day when that is still to come.',
  })
  through!: string;

  @Field(() => DateTimeScalar, { description: 'As far as was known at this instant.' })
  knownAt!: Date;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of the amounts.' })
  currency!: string;

  @Field(() => MoneyType, { description: 'Open claims, credits not deducted.' })
  openClaims!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Credits not set against a claim; zero or negative, part of the outstanding.',
  })
  unallocatedCredits!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Open claims that are disputed; in all other figures, too.',
  })
  disputed!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Open claims the books count as doubtful (416); in all other figures, too.',
  })
  doubtful!: MoneyType;

  @Field(() => Settlements, { description: 'By what claims were settled.' })
  settlements!: Settlements;

  @Field(() => [RollRate], {
    description: 'From each age to the next, summed over the whole months of the period.',
  })
  rollRates!: RollRate[];

  @Field(() => Figure, {
    description: 'Herfindahl-Hirschman index of concentration on few customers.',
  })
  concentrationHhi!: Figure;

  @Field(() => Figure, { description: 'As many customers of one size would be as concentrated.' })
  effectiveCustomers!: Figure;

  @Field(() => Figure, { description: 'Share of the customer that owes most.' })
  top1Share!: Figure;

  @Field(() => Figure, { description: 'Share of the ten customers that owe most.' })
  top10Share!: Figure;

  @Field(() => MoneyType, {
    description: 'What is expected never to be paid, by the provision matrix in `provision`.',
  })
  expectedLoss!: MoneyType;

  @Field(() => Provision, {
    description: 'The rates of the expected loss, and what is open at each.',
  })
  provision!: Provision;

  @Extensions({ [ASSUMED_SIZE]: 26 })
  @Field(() => [ExpectedReceiptsWeek], {
    description:
      'When open claims are expected to be paid, by week, at most a year ahead; weeks without any are left out. With `receiptsUnscheduled` it sums to `openClaims`.',
  })
  expectedReceipts!: ExpectedReceiptsWeek[];

  @Field(() => MoneyType, {
    description:
      'Open claims of which no week is guessed: without a due date, later than usual already, or too far off.',
  })
  receiptsUnscheduled!: MoneyType;

  @Field(() => String, { description: 'How `expectedReceipts` were told.' })
  expectedReceiptsMethod!: string;

  @Field(() => MoneyType, {
    description:
      'Sales of one day of the period: what comes in, once, when customers pay a day sooner.',
  })
  cashEffectOfOneDay!: MoneyType;

  @Extensions({ [ASSUMED_SIZE]: 10 })
  @Field(() => [ExchangeRate], {
    description:
      'The exchange rates that were used, oldest first; none when nothing was converted.',
  })
  rates!: ExchangeRate[];

  @Extensions({ [ASSUMED_SIZE]: 2 })
  @Field(() => [MoneyType], {
    description:
      'What is outstanding in currencies that lack a rate for some day needed: reported here, in no other figure.',
  })
  unconverted!: MoneyType[];

  @Extensions({ [ASSUMED_SIZE]: 12 })
  @Field(() => [KeyFiguresMonth], {
    description:
      'The calendar months of the period, oldest first; the first and last may be partial.',
  })
  monthly!: KeyFiguresMonth[];
}
