import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { ProviderCallFilter, ProviderCallRow } from '../../reports';
import { defineEnum } from '../define-enum';
import { keysOf } from '../global-ids';
import { MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateTimeScalar, DecimalScalar, SirenScalar } from '../scalars';

export const CallStatusEnum = defineEnum<ProviderCallRow['status']>(
  'ProviderCallStatus',
  'How a paid call ended.',
  {
    BOOKED: 'Sent, or about to be.',
    SETTLED: 'Answered, and billed.',
    NOT_CHARGED: 'Answered for nothing.',
    RELEASED: 'Refused or never sent: nothing is owed.',
    UNANSWERED:
      'No answer came, so it may have been billed and counts until `releaseUnansweredCall` says otherwise.',
  },
);

@ObjectType({
  implements: Node,
  description: 'One call at a provider that is paid per call, booked before it was sent.',
  simpleResolvers: true,
})
export class ProviderCall extends Node {
  @Field(() => DateTimeScalar, { description: 'When it was booked.' })
  at!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its end was known.' })
  endedAt!: Date | null;

  @Field(() => ID, { description: 'The connection that pays it.' })
  connectionId!: string;

  @Field(() => String, { description: 'Id of the connector.' })
  connectorId!: string;

  @Field(() => String, { nullable: true, description: 'The stream it was made for.' })
  stream!: string | null;

  @Field(() => String, { description: 'What was bought, as the price list names it.' })
  call!: string;

  @Field(() => SirenScalar, { nullable: true, description: 'The company it is about.' })
  siren!: string | null;

  @Field(() => DecimalScalar, { description: 'Units the provider counts for it.' })
  units!: string;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Price of a unit when it was booked; null when none is known.',
  })
  unitPrice!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it costs; null when no price is known.',
  })
  cost!: MoneyType | null;

  @Field(() => Boolean, { description: 'Whether it counts against the budget of its month.' })
  isCounted!: boolean;

  @Field(() => CallStatusEnum, { description: 'How it ended.' })
  status!: ProviderCallRow['status'];

  @Field(() => Int, { nullable: true, description: 'HTTP status of the answer.' })
  httpStatus!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it ended so, for people.' })
  reason!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until then the same is not bought again unasked.',
  })
  heldUntil!: Date | null;

  row!: ProviderCallRow;
}

export const ProviderCallConnection = relayConnection('ProviderCall', () => ProviderCall);

export function toProviderCall(row: ProviderCallRow): ProviderCall {
  return {
    id: globalId('ProviderCall', row.providerCallId),
    at: row.bookedAt,
    endedAt: row.endedAt,
    connectionId: globalId('Connection', row.connectionId),
    connectorId: row.connectorId,
    stream: row.stream,
    call: row.call,
    siren: row.siren,
    units: row.units,
    unitPrice: row.unitPriceMinor === null ? null : toMoneyOf(row.unitPriceMinor, 'EUR'),
    cost: row.costMinor === null ? null : toMoneyOf(row.costMinor, 'EUR'),
    isCounted: row.isCounted,
    status: row.status,
    httpStatus: row.httpStatus,
    reason: row.reason,
    heldUntil: row.heldUntil,
    row,
  };
}

@InputType('ProviderCallFilter', {
  description: 'Which paid calls. Absent conditions do not restrict; all given ones must hold.',
})
export class ProviderCallFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Calls of these connections.' })
  connectionIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Calls of these connectors, by id.' })
  connectors?: string[] | null;

  @Field(() => [CallStatusEnum], { nullable: true, description: 'Calls that ended so.' })
  status?: ProviderCallRow['status'][] | null;

  @Field(() => [SirenScalar], { nullable: true, description: 'Calls about these companies.' })
  sirens?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'These calls, as price lists name them.',
  })
  calls?: string[] | null;
}

/** Throws INVALID_ID. */
export function toCallFilter(
  input: ProviderCallFilterInput | null | undefined,
): ProviderCallFilter {
  return {
    connectionIds: keysOf('Connection', input?.connectionIds, 'filter.connectionIds'),
    connectorIds: input?.connectors ?? null,
    status: input?.status ?? null,
    sirens: input?.sirens ?? null,
    calls: input?.calls ?? null,
  };
}
