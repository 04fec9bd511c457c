import { Field, Float, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type {
  CoverTerms,
  CustomerRow,
  Exposure as ExposureFigures,
  ReportPoint,
} from '../../reports';
import { MoneyType, toMoney } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { CurrencyCodeScalar } from '../scalars';

@ObjectType({
  description:
    'What the seller stands to lose on a customer, in its currency. `total` = open receivables − unallocated credits + reserved, never below zero.',
  simpleResolvers: true,
})
export class Exposure {
  @Field(() => MoneyType, { description: 'Open claims, without credits.' })
  openReceivables!: MoneyType;

  @Field(() => MoneyType, { description: 'Credits not set against a claim, as a positive amount.' })
  unallocatedCredits!: MoneyType;

  @Field(() => MoneyType, { description: 'Credit set aside for orders under way.' })
  reserved!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'What the limit is compared with: what is owed and reserved in the currency the customer is kept in; claims in another currency are in none of these amounts.',
  })
  total!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'The part insurers bear, by the covers in force that day: up to the amount, what was shipped before a cut while it runs off, and of a share insured in part that part; where the insurer does not say the share (`InsuranceCover.insuredPercent` null), or until when what was shipped before a cut runs off, what the credit policy in force that day assumes (`insurance.assumedInsuredPercent`, `insurance.assumedRunOffDays`). Zero, with an error `USE_RESTRICTED`, when this key may not read all covers of the company.',
  })
  insured!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'The part nobody covers. The whole, with an error `USE_RESTRICTED`, when this key may not read all covers of the company.',
  })
  uninsured!: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The limit in force; null = none was decided, which is not zero.',
  })
  limit!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'Limit − total; negative when exceeded.' })
  headroom!: MoneyType | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Total / limit; null without a limit or with one of zero.',
  })
  utilisation!: number | null;

  coverTerms!: CoverTerms[];
}

export function toExposure(figures: ExposureFigures): Exposure {
  return {
    openReceivables: toMoney(figures.openReceivables),
    unallocatedCredits: toMoney(figures.unallocatedCredits),
    reserved: toMoney(figures.reserved),
    total: toMoney(figures.total),
    insured: toMoney(figures.insured),
    uninsured: toMoney(figures.uninsured),
    coverTerms: figures.coverTerms,
    limit: figures.limit === null ? null : toMoney(figures.limit),
    headroom: figures.headroom === null ? null : toMoney(figures.headroom),
    utilisation: figures.utilisation,
  };
}

@ObjectType({
  implements: Node,
  description: 'A customer of the books: an account that invoices are sent to.',
  simpleResolvers: true,
})
export class Customer extends Node {
  @Field(() => String, { description: 'Its code in the accounting software.' })
  account!: string;

  @Field(() => String, { description: 'Its name in the books.' })
  name!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency it is kept in.' })
  currency!: string;

  @Field(() => Boolean, {
    description: 'Whether it is a shared account (sundry customers, card takings) and no company.',
  })
  isPooled!: boolean;

  customerId!: string;
  row!: CustomerRow;
  /** The dates its figures are for. */
  point!: ReportPoint;
}

export const CustomerConnection = relayConnection('Customer', () => Customer);

export function toCustomer(row: CustomerRow, point: ReportPoint): Customer {
  return {
    id: globalId('Customer', row.customerId),
    customerId: row.customerId,
    account: row.account,
    name: row.name,
    currency: row.currency,
    isPooled: row.isPooled,
    row,
    point,
  };
}
