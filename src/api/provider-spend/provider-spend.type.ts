import { Field, ID, Int, ObjectType } from 'type-graphql';
import { globalId, money, type LocalDate } from '../../kernel';
import type { PricedCall } from '../../connector-kit';
import type { BudgetState } from '../../purchasing';
import type { MonthSpend, SpendPeriod } from '../../reports';
import { MoneyType, toMoney, toMoneyOf } from '../money.type';
import { DateScalar } from '../scalars';

@ObjectType({
  description: 'What a connection has booked in one month, and what its budget leaves.',
  simpleResolvers: true,
})
export class ProviderMonth {
  @Field(() => String, { description: 'Id of the connector.' })
  connector!: string;

  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => DateScalar, { description: 'First day of the month.' })
  month!: LocalDate;

  @Field(() => MoneyType, { description: 'Cost of what is booked, of calls whose price is known.' })
  booked!: MoneyType;

  @Field(() => Int, { description: 'Calls booked that count against the budget.' })
  calls!: number;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The budget in money as it is now; null when money is not limited.',
  })
  limit!: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The budget in calls as it is now; null when calls are not limited.',
  })
  callsMax!: number | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Money left; null for a month that is over, or when money is not limited.',
  })
  left!: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls left; null for a month that is over, or when calls are not limited.',
  })
  callsLeft!: number | null;
}

@ObjectType({
  description:
    'What was bought from providers that are paid per call within a period, by the day it was booked. Amounts in EUR.',
  simpleResolvers: true,
})
export class ProviderSpend {
  @Field(() => DateScalar, { description: 'First day.' })
  from!: LocalDate;

  @Field(() => DateScalar, { description: 'Last day.' })
  to!: LocalDate;

  @Field(() => MoneyType, { description: 'Cost of the calls whose price is known.' })
  total!: MoneyType;

  @Field(() => Int, { description: 'Calls that count against budgets.' })
  callCount!: number;

  @Field(() => Int, {
    description: 'Of those, calls that may have been billed and were not answered.',
  })
  unansweredCalls!: number;

  @Field(() => Int, {
    description: 'Of those, calls of which no price is known: they are not in `total`.',
  })
  unpricedCalls!: number;

  @Field(() => [ProviderMonth], {
    description: 'Each month the period touches, the whole of it, by connector and month.',
  })
  byConnector!: ProviderMonth[];

  period!: SpendPeriod;
}

export function toProviderMonth(row: MonthSpend, today: LocalDate): ProviderMonth {
  const isOver = row.monthOn < `${today.slice(0, 7)}-01`;
  const { limitMinor, callsMax, bookedMinor, bookedCalls } = row;
  const left = limitMinor === null || isOver ? null : BigInt(limitMinor) - BigInt(bookedMinor);
  return {
    connector: row.connectorId,
    connectionId: globalId('Connection', row.connectionId),
    month: row.monthOn,
    booked: toMoneyOf(bookedMinor, 'EUR'),
    calls: bookedCalls,
    limit: limitMinor === null ? null : toMoneyOf(limitMinor, 'EUR'),
    callsMax,
    left: left === null ? null : euros(left < 0n ? 0n : left),
    callsLeft: callsMax === null || isOver ? null : Math.max(0, callsMax - bookedCalls),
  };
}

@ObjectType({
  description: 'What a connection may buy in a month. Amounts in EUR.',
  simpleResolvers: true,
})
export class ProviderBudget {
  @Field(() => String, { description: 'The month the figures are of, `2026-03`.' })
  month!: string;

  @Field(() => MoneyType, { nullable: true, description: 'Money a month; null: not limited.' })
  limit!: MoneyType | null;

  @Field(() => Int, { nullable: true, description: 'Calls a month; null: not limited.' })
  callsMax!: number | null;

  @Field(() => Int, { description: 'Percent of it at which BUDGET_NEARLY_SPENT is told.' })
  warnAt!: number;

  @Field(() => MoneyType, { description: 'Booked this month, of calls whose price is known.' })
  booked!: MoneyType;

  @Field(() => Int, { description: 'Calls booked this month.' })
  calls!: number;

  @Field(() => MoneyType, { nullable: true, description: 'Money left; null: not limited.' })
  remaining!: MoneyType | null;

  @Field(() => Int, { nullable: true, description: 'Calls left; null: not limited.' })
  callsRemaining!: number | null;
}

export function toProviderBudget(state: BudgetState): ProviderBudget {
  return {
    month: state.month,
    limit: eurosOrNull(state.monthlyLimitMinor),
    callsMax: state.monthlyCallsMax,
    warnAt: state.warnPercent,
    booked: euros(state.bookedMinor),
    calls: state.bookedCalls,
    remaining: eurosOrNull(state.leftMinor),
    callsRemaining: state.leftCalls,
  };
}

@ObjectType({
  description: 'What the seller may buy this month, over all connections with a budget.',
  simpleResolvers: true,
})
export class TenantBudget {
  @Field(() => String, { description: 'The month, `2026-03`.' })
  month!: string;

  @Field(() => MoneyType, { description: 'Booked, of calls whose price is known.' })
  booked!: MoneyType;

  @Field(() => Int, { description: 'Calls booked.' })
  calls!: number;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Money left of the budgets in money; null when there is none.',
  })
  remaining!: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls left of the budgets in calls; null when there is none.',
  })
  callsRemaining!: number | null;
}

/** Null without any budget. */
export function toTenantBudget(states: readonly BudgetState[]): TenantBudget | null {
  const [first] = states;
  if (first === undefined) return null;
  const inMoney = states.flatMap(({ leftMinor }) => (leftMinor === null ? [] : [leftMinor]));
  const inCalls = states.flatMap(({ leftCalls }) => (leftCalls === null ? [] : [leftCalls]));
  return {
    month: first.month,
    booked: euros(states.reduce((sum, { bookedMinor }) => sum + bookedMinor, 0n)),
    calls: states.reduce((sum, { bookedCalls }) => sum + bookedCalls, 0),
    remaining: inMoney.length === 0 ? null : euros(inMoney.reduce((sum, left) => sum + left, 0n)),
    callsRemaining: inCalls.length === 0 ? null : inCalls.reduce((sum, left) => sum + left, 0),
  };
}

@ObjectType({ description: 'A line of a provider’s price list.', simpleResolvers: true })
export class ProviderPrice {
  @Field(() => String, { description: 'The call, as the price list names it.' })
  call!: string;

  @Field(() => String, { description: 'What it buys.' })
  buys!: string;

  @Field(() => String, { description: 'What the provider counts.' })
  unit!: string;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Price of a unit as published; null when the provider publishes none.',
  })
  listPrice!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Price of a unit as agreed; null: the published one holds.',
  })
  agreedPrice!: MoneyType | null;

  @Field(() => Int, {
    description: 'Days within which the same company is billed once; 0: every call is billed.',
  })
  repeatFreeDays!: number;

  @Field(() => String, { description: 'Where price and rule are written.' })
  source!: string;
}

export function toProviderPrice(priced: PricedCall, agreed: bigint | undefined): ProviderPrice {
  const { call, buys, unit, unitPriceMinor, repeatFreeDays, source } = priced;
  return {
    ...{ call, buys, unit, repeatFreeDays, source },
    listPrice: unitPriceMinor === null ? null : euros(BigInt(unitPriceMinor)),
    agreedPrice: agreed === undefined ? null : euros(agreed),
  };
}

export function euros(minor: bigint): MoneyType {
  return toMoney(money(minor, 'EUR'));
}

export function eurosOrNull(minor: bigint | null): MoneyType | null {
  return minor === null ? null : euros(minor);
}
