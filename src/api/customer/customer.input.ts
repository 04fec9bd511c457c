import { ArgsType, Field, ID, InputType } from 'type-graphql';
import {
  type CustomerFilter,
  type CustomerOrder,
  type CustomerOrderField,
  type Direction,
  type MatchStatus,
} from '../../reports';
import type { Grade } from '../../scoring';
import { GradeEnum } from '../credit-assessment/credit-assessment.enums';
import { defineEnum } from '../define-enum';
import { keysOf } from '../global-ids';
import { MatchStatusEnum } from '../match/match.enums';
import { PageArgs } from '../relay/page.args';
import { DateScalar, DateTimeScalar, SirenScalar } from '../scalars';

export const DirectionEnum = defineEnum<Direction>('Direction', 'Which way a list is ordered.', {
  ASC: 'Smallest, earliest or alphabetically first at the start.',
  DESC: 'Largest, latest or alphabetically last at the start.',
});

const CustomerOrderFieldEnum = defineEnum<CustomerOrderField>(
  'CustomerOrderField',
  'What customers are ordered by. Ties are broken by id, so every order is stable.',
  {
    NAME: 'The customer’s name, byte order.',
    ACCOUNT: 'The code in the accounting software.',
    GRADE: 'The current grade, A first; customers without a grade last when ascending.',
    OUTSTANDING: 'Open receivables less credits, now.',
    OVERDUE: 'Open receivables past their due date today.',
    CREDIT_LIMIT: 'The limit in force; customers without one last when ascending.',
  },
);

@InputType('CustomerOrder', { description: 'One term of an order of customers.' })
export class CustomerOrderInput implements CustomerOrder {
  @Field(() => CustomerOrderFieldEnum, { description: 'What to order by.' })
  field!: CustomerOrderField;

  @Field(() => DirectionEnum, { defaultValue: 'ASC', description: 'Which way.' })
  direction!: Direction;
}

@InputType('CustomerFilter', {
  description: 'Which customers. Absent conditions do not restrict; all given ones must hold.',
})
export class CustomerFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Customers with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Customers with one of these codes.' })
  accounts?: string[] | null;

  @Field(() => [SirenScalar], {
    nullable: true,
    description: 'Customers that are one of these companies.',
  })
  sirens?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Part of the name or code; case, and for names accents and legal form, do not matter.',
  })
  search?: string | null;

  @Field(() => [GradeEnum], {
    nullable: true,
    description: 'Customers whose current grade is one of these.',
  })
  grades?: Grade[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether anything is open, claims or credits.',
  })
  hasOpen?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether anything open is past its due date.',
  })
  overdue?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether exposure is above the limit in force; customers without a limit are not.',
  })
  limitExceeded?: boolean | null;

  @Field(() => [MatchStatusEnum], {
    nullable: true,
    description: 'Customers whose match stands so.',
  })
  matchStatus?: MatchStatus[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it is still unknown which company it is; shared accounts, which are none, do not count.',
  })
  unmatched?: boolean | null;
}

@ArgsType()
export class CustomersArgs extends PageArgs {
  @Field(() => CustomerFilterInput, { nullable: true, description: 'Which ones.' })
  filter?: CustomerFilterInput | null;

  @Field(() => [CustomerOrderInput], { nullable: true, description: 'In which order.' })
  orderBy?: CustomerOrderInput[] | null;
}

@ArgsType()
export class CustomerArgs {
  @Field(() => ID, { description: 'The customer’s id.' })
  id!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Figures of this day; of now when absent.',
  })
  asOf?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As far as was known then; now when absent.',
  })
  knownAt?: Date | null;
}

/** Throws INVALID_ID. */
export function toCustomerFilter(input: CustomerFilterInput | null | undefined): CustomerFilter {
  const { ids, ...rest } = input ?? {};
  return { ...rest, customerIds: keysOf('Customer', ids, 'filter.ids') };
}
