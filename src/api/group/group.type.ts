import { Field, Float, ObjectType } from 'type-graphql';
import type { CustomerGroup as GroupRow } from '../../limits';
import type { GroupExposure as GroupExposureFigures, ReportPoint } from '../../reports';
import { MoneyType, toMoney } from '../money.type';
import { relayConnection } from '../relay/connection.type';

@ObjectType({
  description:
    'Exposure and limits of all customers of a group together, in one currency; what is in other currencies is converted at the rates of the day.',
  simpleResolvers: true,
})
export class GroupExposure {
  @Field(() => MoneyType, { description: 'What its members owe and have reserved, added up.' })
  total!: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The limits in force of its members added up; null when none has one.',
  })
  limit!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'What its members may still owe, each within its own limit: one member’s headroom is not another’s. Null without a limit.',
  })
  headroom!: MoneyType | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Total / limit; null without a limit or with one of zero.',
  })
  utilisation!: number | null;

  @Field(() => [MoneyType], {
    description:
      'Exposures in currencies no rate is known of, one amount per currency: they are in none of the amounts above.',
  })
  unconverted!: MoneyType[];
}

@ObjectType({
  description:
    'Customers whose companies belong together: under one ultimate parent, as far as sources say that this key may read, or one company with several accounts. A customer nothing is known of is a group of its own.',
  simpleResolvers: true,
})
export class CustomerGroup {
  @Field(() => String, {
    description:
      'What the group is known by: the company at its top (`SIREN:…`, `LEI:…`), or the only customer there is.',
  })
  key!: string;

  row!: GroupRow;
  point!: ReportPoint;
  /** That the list it is of was asked in; that of the books when absent. */
  currency?: string;
}

export const CustomerGroupConnection = relayConnection('CustomerGroup', () => CustomerGroup);

export function toGroup(row: GroupRow, point: ReportPoint, currency?: string): CustomerGroup {
  const asked = currency === undefined ? {} : { currency };
  return { key: row.key, row, point, ...asked };
}

export function toGroupExposure(figures: GroupExposureFigures): GroupExposure {
  return {
    total: toMoney(figures.total),
    limit: figures.limit === null ? null : toMoney(figures.limit),
    headroom: figures.headroom === null ? null : toMoney(figures.headroom),
    utilisation: figures.utilisation,
    unconverted: figures.unconverted.map(toMoney),
  };
}
