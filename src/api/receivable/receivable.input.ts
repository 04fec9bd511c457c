import { Field, ID, InputType } from 'type-graphql';
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
import { DateScalar } from '../scalars';
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

  @Field(() => Boolean, { nullable: true, description: 'Whether it is disputed.' })
  disputed?: boolean | null;
}

/** Throws INVALID_ID. */
export function toReceivableFilter(
  input: ReceivableFilterInput | null | undefined,
): ReceivableFilter {
  const customerIds = keysOf('Customer', input?.customerIds, 'filter.customerIds');
  return { ...input, customerIds };
}
