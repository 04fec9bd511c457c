import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type {
  Direction,
  ReceivableFilter,
  ReceivableKind,
  ReceivableOrder,
  ReceivableOrderField,
  ReceivableStatus,
} from '../../reports';
import { DirectionEnum } from '../customer/customer.input';
import { keysOf } from '../global-ids';
import { ForwardPageArgs, PageArgs } from '../relay/page.args';
import { DateScalar, DateTimeScalar } from '../scalars';
import {
  ReceivableKindEnum,
  ReceivableOrderFieldEnum,
  ReceivableStatusEnum,
} from './receivable.enums';

@InputType('ReceivableOrder', { description: 'One term of an order of receivables.' })
export class ReceivableOrderInput implements ReceivableOrder {
  @Field(() => ReceivableOrderFieldEnum, { description: 'What to order by.' })
  field!: ReceivableOrderField;

  @Field(() => DirectionEnum, { defaultValue: 'ASC', description: 'Which way.' })
  direction!: Direction;
}

@InputType('ReceivableFilter', {
  description: 'Which receivables. Absent conditions do not restrict; all given ones must hold.',
})
export class ReceivableFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Those of these customers.' })
  customerIds?: string[] | null;

  @Field(() => [ReceivableStatusEnum], {
    nullable: true,
    description: 'Those that stand so on the day of the report.',
  })
  status?: ReceivableStatus[] | null;

  @Field(() => [ReceivableKindEnum], { nullable: true, description: 'Those of these kinds.' })
  kinds?: ReceivableKind[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'Due on this day or later.' })
  dueFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Due on this day or earlier.' })
  dueTo?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or later.' })
  issuedFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or earlier.' })
  issuedTo?: string | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these numbers.' })
  numbers?: string[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Those the hub learnt anything of at or after this instant, by its clock: what to load again since the last time. A claim the books took back is in no list; its entries tell.',
  })
  updatedSince?: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is disputed.' })
  disputed?: boolean | null;
}

@ArgsType()
export class CustomerReceivablesArgs extends ForwardPageArgs {
  @Field(() => ReceivableFilterInput, { nullable: true, description: 'Which ones.' })
  filter?: ReceivableFilterInput | null;

  @Field(() => [ReceivableOrderInput], { nullable: true, description: 'In which order.' })
  orderBy?: ReceivableOrderInput[] | null;
}

@ArgsType()
export class ReceivablesArgs extends PageArgs {
  @Field(() => ReceivableFilterInput, { nullable: true, description: 'Which ones.' })
  filter?: ReceivableFilterInput | null;

  @Field(() => [ReceivableOrderInput], { nullable: true, description: 'In which order.' })
  orderBy?: ReceivableOrderInput[] | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'What was open on this day; today when absent.',
  })
  asOf?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As far as was known then; now when absent.',
  })
  knownAt?: Date | null;
}

/** Throws INVALID_ID. */
export function toReceivableFilter(
  input: ReceivableFilterInput | null | undefined,
): ReceivableFilter {
  const { customerIds, ...rest } = input ?? {};
  return { ...rest, customerIds: keysOf('Customer', customerIds, 'filter.customerIds') };
}
