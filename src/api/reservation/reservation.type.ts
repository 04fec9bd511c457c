import { ArgsType, createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { globalId, money } from '../../kernel';
import type { CreditRefusal, ReservationStatus } from '../../limits';
import type { CreditReservationFilter, CreditReservationRow } from '../../reports';
import { defineEnum } from '../define-enum';
import { keysOf } from '../global-ids';
import { MoneyInput, MoneyType, toMoney, toMoneyOf } from '../money.type';
import { Refusal } from '../refusal.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { ForwardPageArgs } from '../relay/page.args';
import { DateTimeScalar } from '../scalars';

export const ReservationStatusEnum = defineEnum<ReservationStatus>(
  'ReservationStatus',
  'How a reservation stands, judged now.',
  {
    RESERVED: 'Set aside; counts until it expires.',
    COMMITTED: 'The order is firm; counts until its invoice is in the ledger or `countsUntil`.',
    INVOICED: 'Its invoice is in the ledger: what is owed counts, the reservation no more.',
    RELEASED: 'Given back.',
    EXPIRED: 'Nobody committed it in time; it counts no more.',
  },
);

@ObjectType({
  implements: Node,
  description: 'Credit of a customer set aside for an order.',
  simpleResolvers: true,
})
export class CreditReservation extends Node {
  @Field(() => MoneyType, { description: 'What is set aside, in the customer’s currency.' })
  amount!: MoneyType;

  @Field(() => String, {
    nullable: true,
    description: 'The order. An invoice of the customer with this number ends the reservation.',
  })
  reference!: string | null;

  @Field(() => String, { description: 'The caller’s key: the same key is the same reservation.' })
  idempotencyKey!: string;

  @Field(() => ReservationStatusEnum, { description: 'How it stands now.' })
  status!: ReservationStatus;

  @Field(() => Boolean, { description: 'Whether it counts against the limit now.' })
  isCounting!: boolean;

  @Field(() => String, { description: 'Who reserved.' })
  createdBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was reserved.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends unless committed.' })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: 'Who made it firm.' })
  committedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the order became firm.' })
  committedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The invoice it was said to become, which ends it instead of one numbered `reference`.',
  })
  invoiceNumber!: string | null;

  @Field(() => DateTimeScalar, {
    description: 'Until when it counts, unless its invoice is in the ledger before.',
  })
  countsUntil!: Date;

  @Field(() => String, { nullable: true, description: 'Who gave it back.' })
  releasedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was given back.' })
  releasedAt!: Date | null;

  @Field(() => [ID], { description: 'The exceptions it took; empty when it fitted.' })
  exceptionGrantIds!: string[];

  customerId!: string;
}

export const CreditReservationConnection = relayConnection(
  'CreditReservation',
  () => CreditReservation,
);

export function toCreditReservation(row: CreditReservationRow): CreditReservation {
  const { reference, idempotencyKey, status, isCounting, createdBy, createdAt, expiresAt } = row;
  const { committedBy, committedAt, invoiceNumber, countsUntil, releasedBy, releasedAt } = row;
  return {
    ...{ reference, idempotencyKey, status, isCounting, createdBy, createdAt, expiresAt },
    ...{ committedBy, committedAt, invoiceNumber, countsUntil, releasedBy, releasedAt },
    id: globalId('CreditReservation', row.creditReservationId),
    customerId: row.customerId,
    amount: toMoneyOf(row.amountMinor, row.currency),
    exceptionGrantIds: row.exceptionGrantIds.map((id) => globalId('ExceptionGrant', id)),
  };
}

@ObjectType({
  description:
    'Credit is not given: a rule of credit says so, nothing was written, and the same request may succeed later.',
  simpleResolvers: true,
})
export class CreditRefused {
  @Field(() => String, {
    description:
      'CREDIT_LIMIT_EXCEEDED, CREDIT_LIMIT_MISSING, CREDIT_LIMIT_EXPIRED, SUPPLY_ON_HOLD, CREDIT_BARRED_BY_RULE or CREDIT_CURRENCY.',
  })
  code!: string;

  @Field(() => String, { description: 'Why, for people.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'What to do about it.' })
  remedy!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The limit in force; null = none was decided, which is not zero.',
  })
  limit!: MoneyType | null;

  @Field(() => MoneyType, { description: 'What the limit is compared with, without this amount.' })
  exposure!: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Limit − exposure: negative when exceeded, never above zero while it is frozen.',
  })
  headroom!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'By how much the amount is too much; null when that is not why.',
  })
  shortfall!: MoneyType | null;
}

export function toCreditRefused(refusal: CreditRefusal): CreditRefused {
  const { code, message, remedy, figures, shortfallMinor } = refusal;
  const amount = (minor: bigint): MoneyType => toMoney(money(minor, figures.currency));
  const orNull = (minor: bigint | null): MoneyType | null =>
    minor === null ? null : amount(minor);
  return {
    ...{ code, message, remedy },
    limit: orNull(figures.limitMinor),
    exposure: amount(figures.exposureMinor),
    headroom: orNull(figures.headroomMinor),
    shortfall: orNull(shortfallMinor),
  };
}

@ObjectType({
  description: 'The amount fits now. Nothing is set aside: only `reserveCredit` makes sure.',
  simpleResolvers: true,
})
export class CreditAvailable {
  @Field(() => MoneyType, {
    nullable: true,
    description: 'The limit in force; null = none was decided, and the amount is paid in advance.',
  })
  limit!: MoneyType | null;

  @Field(() => MoneyType, { description: 'What the limit would be compared with, this amount in.' })
  exposure!: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What would be left; negative when an exception is needed.',
  })
  headroom!: MoneyType | null;

  @Field(() => [ID], { description: 'The exceptions it would take; empty when it fits.' })
  exceptionGrantIds!: string[];
}

function typeOf(value: object): 'CreditReservation' | 'CreditRefused' | 'Refusal' {
  if ('idempotencyKey' in value) return 'CreditReservation';
  return 'exposure' in value ? 'CreditRefused' : 'Refusal';
}

export const ReserveCreditResult = createUnionType({
  name: 'ReserveCreditResult',
  description: 'The reservation, why credit is not given, or why the request was refused.',
  types: () => [CreditReservation, CreditRefused, Refusal] as const,
  resolveType: typeOf,
});

export const ReservationResult = createUnionType({
  name: 'ReservationResult',
  description: 'The reservation as it stands after the mutation, or why it was refused.',
  types: () => [CreditReservation, CreditRefused, Refusal] as const,
  resolveType: typeOf,
});

export const CheckCreditResult = createUnionType({
  name: 'CheckCreditResult',
  description: 'What `reserveCredit` would answer now.',
  types: () => [CreditAvailable, CreditRefused, Refusal] as const,
  resolveType: (value) => {
    if ('exceptionGrantIds' in value) return 'CreditAvailable';
    return 'exposure' in value ? 'CreditRefused' : 'Refusal';
  },
});

@InputType({ description: 'Credit to set aside for an order.' })
export class ReserveCreditInput {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => MoneyInput, { description: 'The order, tax included, in the customer’s currency.' })
  amount!: MoneyInput;

  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 200 characters, one per order: send the same request with the same key until it is answered; it reserves once.',
  })
  idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The order’s number, up to 200 characters. An invoice of the customer with this number ends the reservation.',
  })
  reference?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'For how long it holds unless committed; this or `expiresAt`, else the policy’s time.',
  })
  expiresInSeconds?: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it holds unless committed; this or `expiresInSeconds`.',
  })
  expiresAt?: Date | null;
}

@InputType('CreditReservationFilter', {
  description: 'Which reservations. Absent conditions do not restrict; all given ones must hold.',
})
export class CreditReservationFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Those of these customers.' })
  customerIds?: string[] | null;

  @Field(() => [ReservationStatusEnum], { nullable: true, description: 'Those that stand so now.' })
  status?: ReservationStatus[] | null;

  @Field(() => [String], { nullable: true, description: 'Those for these orders.' })
  references?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those made since.' })
  createdSince?: Date | null;
}

@ArgsType()
export class ReservationsArgs extends ForwardPageArgs {
  @Field(() => CreditReservationFilterInput, { nullable: true, description: 'Which ones.' })
  filter?: CreditReservationFilterInput | null;
}

/** Throws INVALID_ID. */
export function toReservationFilter(
  input: CreditReservationFilterInput | null | undefined,
): CreditReservationFilter {
  return {
    customerIds: keysOf('Customer', input?.customerIds, 'filter.customerIds'),
    status: input?.status ?? null,
    references: input?.references ?? null,
    createdSince: input?.createdSince ?? null,
  };
}
