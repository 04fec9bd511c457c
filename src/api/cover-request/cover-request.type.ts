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

  @Field(() => String, { description: 'Code of what went wrong; `OK` while nothing has.' })
  code!: string;

  @Field(() => String, {
    description:
      'What the insurer said, or what went wrong, else how the request stands, for people; by its terms, like `status`.',
  })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What to do about it; null when there is nothing to do.',
  })
  remedy!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Who, or which cover of the insurer, said how it ended when its answer did not; by its terms, like `status`.',
  })
  settledBy!: string | null;

  row!: CoverRequestRow;
}

/** How a request stands, where nobody has said more. */
export const STANDING: Readonly<Record<CoverRequestRow['status'], string>> = {
  PENDING: 'It has not been sent yet.',
  SENT: 'It is on its way; the answer is awaited.',
  GRANTED: 'The insurer covers the buyer; the covers of the company say how much.',
  REFERRED: 'The insurer has it; an underwriter decides later.',
  REFUSED: 'The insurer does not cover the buyer.',
  FAILED: 'The insurer has not got it.',
  IN_DOUBT: 'No answer came; nobody knows whether the insurer has it.',
};

const ASK_ANEW = 'then ask anew under another idempotencyKey';
const REMEDIES: Readonly<Record<string, string>> = {
  PROVIDER_REJECTED_REQUEST: `Correct what the insurer says: the buyer it does not know (have it registered there), the amount, or the policy of the connection; ${ASK_ANEW}.`,
  PROVIDER_AUTH_REFUSED: `Correct the credentials of the connection and resume it; ${ASK_ANEW}.`,
};

function remedyOf({ status, code }: CoverRequestRow): string | null {
  if (status === 'IN_DOUBT')
    return 'Ask the insurer whether it has it, and say so: settleCoverRequest.';
  if (status !== 'FAILED') return null;
  // Somebody has asked the insurer, and said that it has not got it.
  if (code === null) return 'Ask anew under another idempotencyKey.';
  return REMEDIES[code] ?? `Wait until the insurer can be reached; ${ASK_ANEW}.`;
}

export const CoverRequestConnection = relayConnection('CoverRequest', () => CoverRequest);

export function toCoverRequest(row: CoverRequestRow): CoverRequest {
  const { status, siren, requestedBy, requestedAt, sentAt, answeredAt } = row;
  const { providerReference, settledBy, connectorId } = row;
  return {
    ...{ status, siren, requestedBy, requestedAt, sentAt, answeredAt },
    ...{ providerReference, settledBy, connectorId },
    code: row.code ?? 'OK',
    message: row.message ?? STANDING[status],
    remedy: remedyOf(row),
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
