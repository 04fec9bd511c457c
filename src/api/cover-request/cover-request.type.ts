import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { CoverRequestFilter, CoverRequestRow } from '../../reports';
import { defineEnum } from '../define-enum';
import { keysOf } from '../global-ids';
import { MoneyInput, MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateTimeScalar, SirenScalar } from '../scalars';

export const CoverRequestStatusEnum = defineEnum<CoverRequestRow['status']>(
  'CoverRequestStatus',
  'How a request for a cover stands.',
  {
    PENDING: 'Taken, not sent yet.',
    SENT: 'Sent, or about to be; the answer is awaited.',
    GRANTED: 'The insurer granted it, perhaps for less: `Company.covers` says what is covered.',
    REFERRED: 'The insurer has it; an underwriter decides later.',
    REFUSED: 'The insurer refused.',
    FAILED: 'The insurer has not got it; `code` says why. It may be asked for anew.',
    IN_DOUBT:
      'No answer came, so nobody knows whether the insurer has it. It is not sent again: its covers, or `settleCoverRequest`, say how it ended.',
  },
);

@ObjectType({
  implements: Node,
  description: 'A cover that was asked of an insurer, once.',
  simpleResolvers: true,
})
export class CoverRequest extends Node {
  @Field(() => CoverRequestStatusEnum, {
    nullable: true,
    description:
      'How it stands; null with an error `USE_RESTRICTED` when the insurer decided and forbids to show it to this key.',
  })
  status!: CoverRequestRow['status'] | null;

  @Field(() => ID, { description: 'The connection of the insurer.' })
  connectionId!: string;

  @Field(() => String, { description: 'Id of the connector.' })
  connectorId!: string;

  @Field(() => SirenScalar, { description: 'The buyer.' })
  siren!: string;

  @Field(() => ID, { nullable: true, description: 'The customer it was asked for.' })
  customerId!: string | null;

  @Field(() => MoneyType, { description: 'What was asked for.' })
  amount!: MoneyType;

  @Field(() => String, { description: 'Who asked.' })
  requestedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sent.' })
  sentAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its answer was known.' })
  answeredAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The insurer’s number of it; by its terms, like `status`.',
  })
  providerReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Code of what went wrong.' })
  code!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the insurer said, or what went wrong; by its terms, like `status`.',
  })
  message!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Who, or which cover of the insurer, said how it ended when its answer did not; by its terms, like `status`.',
  })
  settledBy!: string | null;

  row!: CoverRequestRow;
}

export const CoverRequestConnection = relayConnection('CoverRequest', () => CoverRequest);

export function toCoverRequest(row: CoverRequestRow): CoverRequest {
  const { status, siren, requestedBy, requestedAt, sentAt, answeredAt } = row;
  const { providerReference, code, message, settledBy, connectorId } = row;
  return {
    ...{ status, siren, requestedBy, requestedAt, sentAt, answeredAt },
    ...{ providerReference, code, message, settledBy, connectorId },
    id: globalId('CoverRequest', row.coverRequestId),
    connectionId: globalId('Connection', row.connectionId),
    customerId: row.customerId === null ? null : globalId('Customer', row.customerId),
    amount: toMoneyOf(row.amountMinor, row.currency),
    row,
  };
}

@InputType({ description: 'A cover to ask an insurer for: of a customer, or of any company.' })
export class RequestInsuranceCoverInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The customer; its company is the buyer. This or `siren`.',
  })
  customerId?: string | null;

  @Field(() => SirenScalar, { nullable: true, description: 'The buyer. This or `customerId`.' })
  siren?: string | null;

  @Field(() => ID, { description: 'The connection of the insurer.' })
  connectionId!: string;

  @Field(() => MoneyInput, { description: 'What is to be covered, above zero.' })
  amount!: MoneyInput;

  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 200 characters: the same key is the same request and is sent once, however often it is asked.',
  })
  idempotencyKey!: string;
}

@InputType('CoverRequestFilter', {
  description: 'Which requests. Absent conditions do not restrict; all given ones must hold.',
})
export class CoverRequestFilterInput {
  @Field(() => [CoverRequestStatusEnum], {
    nullable: true,
    description: 'Those that stand so; without those of which the key may not read how they stand.',
  })
  status?: CoverRequestRow['status'][] | null;

  @Field(() => [SirenScalar], { nullable: true, description: 'Those for these buyers.' })
  sirens?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those to these connections.' })
  connectionIds?: string[] | null;
}

/** `undecidedOnly`: connections of which the caller may not read what they decided. Throws INVALID_ID. */
export function toCoverRequestFilter(
  input: CoverRequestFilterInput | null | undefined,
  undecidedOnly: readonly string[],
): CoverRequestFilter {
  return {
    undecidedOnly,
    status: input?.status ?? null,
    sirens: input?.sirens ?? null,
    connectionIds: keysOf('Connection', input?.connectionIds, 'filter.connectionIds'),
  };
}
