import { Field, Int, ObjectType } from 'type-graphql';
import type { ApiRole } from '../../database';
import { defineEnum } from '../define-enum';
import { MoneyType } from '../money.type';
import { CurrencyCodeScalar, DateTimeScalar } from '../scalars';

export const RoleEnum = defineEnum<ApiRole>('Role', 'What a key may do.', {
  VIEWER: 'Read everything.',
  ANALYST: 'Read everything, in bulk.',
  CREDIT_MANAGER: 'Also work on alerts, matches and limits.',
  APPROVER: 'Also approve limits.',
  INTEGRATOR: 'Also sync and test connections.',
  ADMIN: 'Everything.',
});

@ObjectType({
  description: 'A seller: whose customers and receivables these are.',
  simpleResolvers: true,
})
export class Tenant {
  @Field(() => String, { description: 'Its short name.' })
  slug!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of its books.' })
  booksCurrency!: string;

  @Field(() => String, { description: 'IANA time zone that decides which day it is.' })
  timeZone!: string;
}

@ObjectType({ description: 'A tenant in figures, now.', simpleResolvers: true })
export class TenantTotals {
  @Field(() => Int, { description: 'Customers.' })
  customers!: number;

  @Field(() => Int, { description: 'Customers of which the company is known.' })
  matchedCustomers!: number;

  @Field(() => Int, { description: 'Receivables, settled ones too.' })
  receivables!: number;

  @Field(() => Int, { description: 'Receivables with something open, credits too.' })
  openReceivables!: number;

  @Field(() => MoneyType, {
    description: 'Open receivables less credits, in the currency of the books.',
  })
  outstanding!: MoneyType;

  @Field(() => MoneyType, {
    description: 'Open receivables past their due date, in the currency of the books.',
  })
  overdue!: MoneyType;

  @Field(() => Int, { description: 'Alerts that are not resolved.' })
  openAlerts!: number;
}

@ObjectType({ description: 'Who asks.', simpleResolvers: true })
export class Viewer {
  @Field(() => Tenant, {
    description: 'The tenant the key belongs to; nothing else is visible to it.',
  })
  tenant!: Tenant;

  @Field(() => [RoleEnum], { description: 'What the key may do.' })
  roles!: ApiRole[];

  @Field(() => String, { description: 'Label of the key, as decisions name their author.' })
  keyLabel!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the key expires; null = it does not.',
  })
  keyExpiresAt!: Date | null;

  @Field(() => Int, { description: 'Cost of this operation; also in the response’s extensions.' })
  cost!: number;

  @Field(() => Int, { description: 'Most an operation may cost.' })
  maxCost!: number;
}
