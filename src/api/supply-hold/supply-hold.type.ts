import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { HoldReason, HoldScope } from '../../limits';
import type { SupplyHoldFilter, SupplyHoldRow } from '../../reports';
import { defineEnum } from '../define-enum';
import { keysOf } from '../global-ids';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateTimeScalar } from '../scalars';

export const HoldReasonEnum = defineEnum<HoldReason>('HoldReason', 'Why supply is on hold.', {
  OVERDUE: 'What is owed is long overdue.',
  BROKEN_PROMISE: 'A promise to pay was not kept.',
  RETURNED_PAYMENT: 'A payment came back unpaid.',
  INSOLVENCY: 'Insolvency proceedings: what is delivered is paid at once or not delivered.',
  CREDIT_RISK: 'The risk has become too high.',
  COVER_WITHDRAWN: 'The credit insurer demands it, or covers no more.',
  DISPUTE: 'What was delivered is disputed.',
  FRAUD_SUSPECTED: 'Whoever orders may not be who they say.',
  OTHER: 'Something else; the reason says what.',
});

export const HoldScopeEnum = defineEnum<HoldScope>('HoldScope', 'What a hold stops.', {
  ALL: 'New orders, and the delivery of what was promised: `commitReservation` is refused, too.',
  NEW_ORDERS: 'New orders; what was promised is delivered.',
});

@ObjectType({
  implements: Node,
  description:
    'A customer that is not to be supplied until somebody lifts the hold. No limit lifts it.',
  simpleResolvers: true,
})
export class SupplyHold extends Node {
  @Field(() => HoldReasonEnum, { description: 'Why, as a code.' })
  reasonCode!: HoldReason;

  @Field(() => String, { description: 'Why, in words.' })
  reason!: string;

  @Field(() => HoldScopeEnum, { description: 'What it stops.' })
  scope!: HoldScope;

  @Field(() => String, {
    nullable: true,
    description: 'The clause of the terms of sale that allows it.',
  })
  clause!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What must happen for it to be lifted: the new understanding.',
  })
  releasePlan!: string | null;

  @Field(() => [String], { description: 'The plan in steps.' })
  releaseSteps!: string[];

  @Field(() => Boolean, { description: 'Whether it holds.' })
  isActive!: boolean;

  @Field(() => String, { description: 'Who placed it.' })
  placedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was placed.' })
  placedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Who lifted it.' })
  liftedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was lifted.' })
  liftedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was lifted.' })
  liftReason!: string | null;

  customerId!: string;
}

export const SupplyHoldConnection = relayConnection('SupplyHold', () => SupplyHold);

export function toSupplyHold(row: SupplyHoldRow): SupplyHold {
  const { reasonCode, reason, scope, clause, releasePlan, releaseSteps } = row;
  const { placedBy, placedAt, liftedBy, liftedAt, liftReason, customerId } = row;
  return {
    ...{ reasonCode, reason, scope, clause, releasePlan, releaseSteps },
    ...{ placedBy, placedAt, liftedBy, liftedAt, liftReason, customerId },
    id: globalId('SupplyHold', row.supplyHoldId),
    isActive: liftedAt === null,
  };
}

export const SupplyHoldResult = createUnionType({
  name: 'SupplyHoldResult',
  description: 'The hold as it stands after the mutation, or why it was refused.',
  types: () => [SupplyHold, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'SupplyHold'),
});

@InputType({ description: 'Whom not to supply, and why.' })
export class PlaceSupplyHoldInput {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => HoldReasonEnum, { description: 'Why, as a code: one hold per customer and code.' })
  reasonCode!: HoldReason;

  @Field(() => String, { description: 'Why, in words; up to 2,000 characters.' })
  reason!: string;

  @Field(() => HoldScopeEnum, {
    defaultValue: 'NEW_ORDERS',
    description: 'What it stops.',
  })
  scope!: HoldScope;

  @Field(() => String, {
    nullable: true,
    description: 'The clause of the terms of sale that allows it, such as "CGV art. 7".',
  })
  clause?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What must happen for it to be lifted; up to 2,000 characters.',
  })
  releasePlan?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The plan in steps, up to 20 of up to 200 characters.',
  })
  releaseSteps?: string[] | null;
}

@InputType('SupplyHoldFilter', {
  description: 'Which holds. Absent conditions do not restrict; all given ones must hold.',
})
export class SupplyHoldFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Those of these customers.' })
  customerIds?: string[] | null;

  @Field(() => [HoldReasonEnum], { nullable: true, description: 'Those for these reasons.' })
  reasonCodes?: HoldReason[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: those that hold; false: those that were lifted.',
  })
  isActive?: boolean | null;
}

/** Throws INVALID_ID. */
export function toSupplyHoldFilter(
  input: SupplyHoldFilterInput | null | undefined,
): SupplyHoldFilter {
  return {
    customerIds: keysOf('Customer', input?.customerIds, 'filter.customerIds'),
    reasonCodes: input?.reasonCodes ?? null,
    isActive: input?.isActive ?? null,
  };
}
