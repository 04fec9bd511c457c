import { Field, ID, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import { defineEnum } from '../define-enum';
import { MoneyType } from '../money.type';
import type {
  EstimatedConnection,
  RefreshedReading,
  REFRESH_OUTCOMES,
  RefreshOutcome,
} from '../provider-actions';
import { euros, eurosOrNull } from '../provider-spend/provider-spend.type';
import { DateTimeScalar, SirenScalar } from '../scalars';

type Outcome = (typeof REFRESH_OUTCOMES)[number];

export const RefreshOutcomeEnum = defineEnum<Outcome>(
  'RefreshOutcome',
  'What became of reading a company at one source.',
  {
    FOUND: 'Read; what it says is stored.',
    UNKNOWN: 'The provider does not know the company.',
    INCOMPLETE: 'The provider has not all of it yet; it is asked again the next day.',
    FRESH: 'Not read: what is known was read recently enough.',
    SKIPPED: 'Left out on purpose; `code` says why.',
    FAILED: 'Not read; `code` says why.',
  },
);

@ObjectType({ description: 'One source that was asked about a company.', simpleResolvers: true })
export class CompanyReading {
  @Field(() => String, { description: 'Id of the connector.' })
  connector!: string;

  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The stream that was read; null when the connection could not be opened.',
  })
  stream!: string | null;

  @Field(() => RefreshOutcomeEnum, { description: 'What became of it.' })
  outcome!: Outcome;

  @Field(() => String, { nullable: true, description: 'Code of why it was left out or failed.' })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'Why, for people.' })
  message!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the source last gave an answer about the company.',
  })
  readAt!: Date | null;

  @Field(() => Int, { description: 'Paid calls made for it.' })
  calls!: number;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What they cost; null when a price is not known.',
  })
  cost!: MoneyType | null;
}

@ObjectType({
  description: 'A company that was read again. Its customers are re-scored.',
  simpleResolvers: true,
})
export class CompanyRefresh {
  @Field(() => SirenScalar, { description: 'The number that was asked for.' })
  siren!: string;

  @Field(() => [CompanyReading], {
    description: 'Each stream of each connection that reads companies, free ones first.',
  })
  readings!: CompanyReading[];

  @Field(() => Int, { description: 'Paid calls that count against budgets.' })
  calls!: number;

  @Field(() => MoneyType, { description: 'What they cost, of calls whose price is known.' })
  spent!: MoneyType;
}

export function toCompanyRefresh(siren: string, outcome: RefreshOutcome): CompanyRefresh {
  return {
    siren,
    readings: outcome.readings.map(toReading),
    calls: outcome.calls,
    spent: euros(outcome.spentMinor),
  };
}

function toReading({ connectorId, connectionId, costMinor, ...rest }: RefreshedReading) {
  return {
    ...rest,
    connector: connectorId,
    connectionId: globalId('Connection', connectionId),
    cost: eurosOrNull(costMinor),
  } satisfies CompanyReading;
}

@ObjectType({
  description: 'What one stream would read.',
  simpleResolvers: true,
})
export class StreamEstimate {
  @Field(() => String, { description: 'The stream.' })
  stream!: string;

  @Field(() => Int, { description: 'Companies it would read.' })
  due!: number;

  @Field(() => Int, { description: 'Companies it would not, as what is known is fresh.' })
  fresh!: number;

  @Field(() => Int, {
    description:
      'Companies it would not for another reason: told by a source that stands earlier, or held.',
  })
  skipped!: number;
}

@ObjectType({ description: 'A paid call a refresh would make.', simpleResolvers: true })
export class CallEstimate {
  @Field(() => String, { description: 'The call, as the price list names it.' })
  call!: string;

  @Field(() => String, { description: 'What it buys.' })
  buys!: string;

  @Field(() => Int, {
    description: 'How often, at most; what the provider would not bill again is not counted.',
  })
  calls!: number;

  @Field(() => MoneyType, { nullable: true, description: 'Price of a unit; null: not known.' })
  unitPrice!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What they cost at most; null when the price is not known.',
  })
  cost!: MoneyType | null;
}

@ObjectType({ description: 'What a refresh would ask of one connection.', simpleResolvers: true })
export class ConnectionEstimate {
  @Field(() => String, { description: 'Id of the connector.' })
  connector!: string;

  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => [StreamEstimate], { description: 'Its streams of companies.' })
  streams!: StreamEstimate[];

  @Field(() => [CallEstimate], { description: 'The paid calls; empty for a free source.' })
  calls!: CallEstimate[];

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it costs at most; null when a price is not known.',
  })
  cost!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Money left of the month’s budget; null: not limited, or no budget.',
  })
  left!: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Calls left of the month’s budget; null: not limited, or no budget.',
  })
  callsLeft!: number | null;

  @Field(() => Boolean, { description: 'Whether all of it may be bought now.' })
  fits!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Code of why not: BUDGET_NOT_SET, PRICE_NOT_SET, BUDGET_EXHAUSTED …',
  })
  obstacle!: string | null;
}

@ObjectType({
  description: 'What reading companies again would ask and cost at most. Nothing was sent.',
  simpleResolvers: true,
})
export class RefreshEstimate {
  @Field(() => Int, { description: 'Paid calls, at most.' })
  calls!: number;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What they cost, at most; null when a price is not known.',
  })
  cost!: MoneyType | null;

  @Field(() => Boolean, { description: 'Whether all of it may be bought now.' })
  fits!: boolean;

  @Field(() => [ConnectionEstimate], { description: 'By connection, free ones first.' })
  connections!: ConnectionEstimate[];
}

export function toRefreshEstimate(estimated: readonly EstimatedConnection[]): RefreshEstimate {
  const connections = estimated.map(toConnectionEstimate);
  const cost = estimated.reduce<bigint | null>(
    (sum, { costMinor }) => (sum === null || costMinor === null ? null : sum + costMinor),
    0n,
  );
  return {
    calls: connections.reduce((sum, { calls }) => sum + countOf(calls), 0),
    cost: eurosOrNull(cost),
    fits: connections.every(({ fits }) => fits),
    connections,
  };
}

function countOf(calls: readonly CallEstimate[]): number {
  return calls.reduce((sum, call) => sum + call.calls, 0);
}

function toConnectionEstimate(estimated: EstimatedConnection): ConnectionEstimate {
  const { connectorId, connectionId, streams, calls, obstacle } = estimated;
  return {
    connector: connectorId,
    connectionId: globalId('Connection', connectionId),
    streams,
    calls: calls.map(({ unitPriceMinor, costMinor, ...call }) => ({
      ...call,
      unitPrice: eurosOrNull(unitPriceMinor),
      cost: eurosOrNull(costMinor),
    })),
    cost: eurosOrNull(estimated.costMinor),
    left: eurosOrNull(estimated.leftMinor),
    callsLeft: estimated.leftCalls,
    fits: obstacle === null,
    obstacle,
  };
}
