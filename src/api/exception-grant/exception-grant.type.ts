import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { ExceptionKind } from '../../limits';
import type { ExceptionGrantFilter, ExceptionGrantRow } from '../../reports';
import { defineEnum } from '../define-enum';
import { keysOf } from '../global-ids';
import { MoneyInput, MoneyType, toMoneyOf } from '../money.type';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar } from '../scalars';

export const ExceptionKindEnum = defineEnum<ExceptionKind>(
  'ExceptionKind',
  'What an exception bends.',
  {
    LIMIT_EXCEEDED: 'The limit: it may be exceeded by up to the ceiling.',
    TERMS: 'The terms agreed, such as a later due date; kept in the register only.',
    HOLD: 'A hold on supply: orders of up to the ceiling go out in spite of it.',
  },
);

@ObjectType({
  implements: Node,
  description: 'A rule bent for one customer, on purpose and on record.',
  simpleResolvers: true,
})
export class ExceptionGrant extends Node {
  @Field(() => ExceptionKindEnum, { description: 'What it bends.' })
  kind!: ExceptionKind;

  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Which terms were granted; TERMS only.' })
  terms!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'LIMIT_EXCEEDED: most by which the limit may be exceeded; HOLD: most that may be ordered; null for TERMS.',
  })
  ceiling!: MoneyType | null;

  @Field(() => Boolean, { description: 'Whether one reservation uses it up.' })
  isOneShot!: boolean;

  @Field(() => DateTimeScalar, { description: 'Until when it may be used.' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether it may still be used.' })
  isUsable!: boolean;

  @Field(() => String, { description: 'Who asked for it.' })
  requestedBy!: string;

  @Field(() => String, { description: 'Who granted it.' })
  grantedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was granted.' })
  grantedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Who told the customer that it is an exception; null as long as nobody has.',
  })
  customerToldBy!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'When the customer was told.' })
  customerToldOn!: string | null;

  @Field(() => ID, { nullable: true, description: 'The reservation that used it last.' })
  usedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was used last.' })
  usedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Who took it back.' })
  revokedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken back.' })
  revokedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was taken back.' })
  revokeReason!: string | null;

  @Field(() => Int, {
    description:
      'How many of its kind the customer has had in the twelve months up to it, itself included: what repeats is no exception.',
  })
  repeatCount!: number;

  customerId!: string;
}

export const ExceptionGrantConnection = relayConnection('ExceptionGrant', () => ExceptionGrant);

export function toExceptionGrant(row: ExceptionGrantRow): ExceptionGrant {
  const { kind, reason, terms, isOneShot, expiresAt, isUsable, requestedBy, grantedBy } = row;
  const { grantedAt, customerToldBy, customerToldOn, usedAt, revokedBy, revokedAt } = row;
  const { revokeReason, repeatCount, customerId } = row;
  return {
    ...{ kind, reason, terms, isOneShot, expiresAt, isUsable, requestedBy, grantedBy },
    ...{ grantedAt, customerToldBy, customerToldOn, usedAt, revokedBy, revokedAt },
    ...{ revokeReason, repeatCount, customerId },
    id: globalId('ExceptionGrant', row.exceptionGrantId),
    ceiling: row.ceilingMinor === null ? null : toMoneyOf(row.ceilingMinor, row.currency),
    usedBy: row.usedBy === null ? null : globalId('CreditReservation', row.usedBy),
  };
}

export const ExceptionGrantResult = createUnionType({
  name: 'ExceptionGrantResult',
  description: 'The exception as it stands after the mutation, or why it was refused.',
  types: () => [ExceptionGrant, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'ExceptionGrant'),
});

@InputType({ description: 'A rule to bend for one customer.' })
export class GrantExceptionInput {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => ExceptionKindEnum, { description: 'What it bends.' })
  kind!: ExceptionKind;

  @Field(() => String, { description: 'Why, up to 2,000 characters.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Which terms are granted; for TERMS.' })
  terms?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'LIMIT_EXCEEDED: most by which the limit may be exceeded; HOLD: most that may be ordered; none for TERMS.',
  })
  ceiling?: MoneyInput | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether one reservation uses it up; otherwise it holds until `expiresAt`.',
  })
  isOneShot!: boolean;

  @Field(() => DateTimeScalar, { description: 'Until when it may be used, at most 90 days on.' })
  expiresAt!: Date;

  @Field(() => String, {
    description: 'Who asked for it; somebody else than who grants it.',
  })
  requestedBy!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Who told the customer that this is an exception.',
  })
  customerToldBy?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'When the customer was told.' })
  customerToldOn?: string | null;
}

@InputType('ExceptionGrantFilter', {
  description: 'Which exceptions. Absent conditions do not restrict; all given ones must hold.',
})
export class ExceptionGrantFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Those of these customers.' })
  customerIds?: string[] | null;

  @Field(() => [ExceptionKindEnum], { nullable: true, description: 'Those of these kinds.' })
  kinds?: ExceptionKind[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they may still be used.' })
  isUsable?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Those that are at least the so manieth of their kind in twelve months.',
  })
  repeatedAtLeast?: number | null;
}

/** Throws INVALID_ID. */
export function toExceptionFilter(
  input: ExceptionGrantFilterInput | null | undefined,
): ExceptionGrantFilter {
  return {
    customerIds: keysOf('Customer', input?.customerIds, 'filter.customerIds'),
    kinds: input?.kinds ?? null,
    isUsable: input?.isUsable ?? null,
    repeatedAtLeast: input?.repeatedAtLeast ?? null,
  };
}
