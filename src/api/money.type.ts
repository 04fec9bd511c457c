import { Field, InputType, ObjectType } from 'type-graphql';
import { formatAmount, money, type Money } from '../kernel';
import { CurrencyCodeScalar, DecimalScalar } from './scalars';

@ObjectType('Money', { description: 'An exact amount in one currency.', simpleResolvers: true })
export class MoneyType {
  @Field(() => DecimalScalar, {
    description: 'The amount in major units, exact to the currency’s minor unit.',
  })
  amount!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency, ISO 4217.' })
  currency!: string;
}

@InputType('MoneyInput', { description: 'An exact amount in one currency.' })
export class MoneyInput {
  @Field(() => DecimalScalar, {
    description: 'The amount in major units, with no more decimals than the currency has.',
  })
  amount!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency, ISO 4217.' })
  currency!: string;
}

export function toMoney(value: Money): MoneyType {
  return { amount: formatAmount(value), currency: value.currency };
}

/** From minor units as SQL answers them. */
export function toMoneyOf(amountMinor: string, currency: string): MoneyType {
  return toMoney(money(BigInt(amountMinor), currency));
}
