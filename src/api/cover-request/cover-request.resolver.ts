import {
  Arg,
  Args,
  Authorized,
  createUnionType,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { configError, domainError, parseMoney, stableId } from '../../kernel';
import type { ApiRole } from '../../database';
import {
  connectionsById,
  countCoverRequests,
  coverRequestsById,
  customersById,
  isDecided,
  listCoverRequests,
  type CoverRequestRow,
} from '../../reports';
import { sirensOfCustomers } from '../../unify';
import { Asked, type AskedField } from '../asked';
import type { CoverAsked } from '../provider-actions';
import { Company } from '../company/company.type';
import { loadCompany } from '../company/load-company';
import { hiddenConnections, termsOfConnection } from '../connection/connection-terms';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { found, orRefusal, Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { readableText, requireReadable } from '../use-restriction';
import {
  CoverRequest,
  CoverRequestConnection,
  CoverRequestFilterInput,
  RequestInsuranceCoverInput,
  toCoverRequest,
  toCoverRequestFilter,
} from './cover-request.type';

const CoverRequestResult = createUnionType({
  name: 'CoverRequestResult',
  description: 'The request as it stands after the mutation, or why it was refused.',
  types: () => [CoverRequest, Refusal] as const,
  resolveType: (value) => ('status' in value ? 'CoverRequest' : 'Refusal'),
});

const KEY_MAX = 200;

@Resolver(() => CoverRequest)
export class CoverRequestResolver {
  @Query(() => CoverRequestConnection, {
    description: 'Covers that were asked of insurers, the latest first.',
  })
  async coverRequests(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
    @Arg('filter', () => CoverRequestFilterInput, { nullable: true, description: 'Which ones.' })
    filter: CoverRequestFilterInput | null,
  ): Promise<ConnectionValue<CoverRequest>> {
    const page = pageOf(args);
    const asksStatus = (filter?.status ?? null) !== null;
    const hidden = asksStatus ? await hiddenConnections(context, 'insuranceCover') : [];
    const wanted = toCoverRequestFilter(filter, hidden);
    return toConnection({
      page,
      load: () => context.read((tx) => listCoverRequests(tx, wanted, page)),
      count: () => context.read((tx) => countCoverRequests(tx, wanted)),
      toNode: toCoverRequest,
    });
  }

  @FieldResolver()
  async status(
    @Root() { row }: CoverRequest,
    @Ctx() context: RequestContext,
  ): Promise<CoverRequest['status']> {
    if (isDecided(row.status)) await requireTold(row, context, 'status');
    return row.status;
  }

  @FieldResolver()
  providerReference(
    @Root() { row }: CoverRequest,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    return told(row, context, 'providerReference');
  }

  @FieldResolver()
  async message(
    @Root() { row, message }: CoverRequest,
    @Asked() { context, info }: AskedField,
  ): Promise<string> {
    if (row.message === null && !isDecided(row.status)) return message;
    const { connectorId: connector } = row;
    const terms = await termsOfConnection(context, row.connectionId, 'insuranceCover');
    const { useRestriction: restriction } = terms;
    const source = restriction === 'NONE' ? undefined : { restriction, connector };
    return readableText({ text: () => message, terms: [source], locale: 'en' }, context, info);
  }

  @FieldResolver()
  settledBy(@Root() { row }: CoverRequest, @Ctx() context: RequestContext): Promise<string | null> {
    return told(row, context, 'settledBy');
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'The customer it was asked for.' })
  customer(
    @Root() { row }: CoverRequest,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    if (row.customerId === null) return Promise.resolve(null);
    return loadCustomer(context, row.customerId);
  }

  @FieldResolver(() => Company, { nullable: true, description: 'The buyer; null when unknown.' })
  company(
    @Root() { siren }: CoverRequest,
    @Ctx() context: RequestContext,
  ): Promise<Company | null> {
    return loadCompany(context, stableId(context.key.tenantId, siren));
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CoverRequestResult, {
    description:
      'Asks an insurer to cover a buyer, and answers how the request stands. It is sent once: with the same `idempotencyKey` it is the same request, and one whose answer was lost is IN_DOUBT and not sent again.',
  })
  requestInsuranceCover(
    @Ctx() context: RequestContext,
    @Arg('input', () => RequestInsuranceCoverInput, { description: 'The cover.' })
    input: RequestInsuranceCoverInput,
  ): Promise<CoverRequest | Refusal> {
    return orRefusal(async () => {
      const connectionId = keyOf('Connection', input.connectionId, 'input.connectionId');
      const { amountMinor, currency } = parseMoney(input.amount.amount, input.amount.currency);
      const idempotencyKey = keyGiven(input.idempotencyKey);
      const [connection] = await context.read((tx) => connectionsById(tx, [connectionId]));
      found(connection, 'connection');
      const buyer = await buyerOf(context, input);
      const asked: CoverAsked = { ...buyer, connectionId, amountMinor, currency, idempotencyKey };
      const { actions } = context.services;
      const { coverRequestId } = await actions.requestInsuranceCover(context.actor, asked);
      return load(context, coverRequestId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CoverRequestResult, {
    description:
      'Says of a request that is IN_DOUBT whether the insurer has it, after asking the insurer: it goes on as REFERRED, or is FAILED and may be asked for anew.',
  })
  settleCoverRequest(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
    @Arg('wasReceived', () => Boolean, { description: 'Whether the insurer has it.' })
    wasReceived: boolean,
  ): Promise<CoverRequest | Refusal> {
    return orRefusal(async () => {
      const coverRequestId = keyOf('CoverRequest', id);
      const { actions } = context.services;
      await actions.settleCoverRequest(context.actor, { coverRequestId, wasReceived });
      return load(context, coverRequestId);
    });
  }
}

/** What the insurer said of a request stands under the terms of its covers. Throws USE_RESTRICTED. */
async function requireTold(
  row: CoverRequestRow,
  context: RequestContext,
  field: string,
): Promise<void> {
  const terms = await termsOfConnection(context, row.connectionId, 'insuranceCover');
  requireReadable(terms, context, `CoverRequest.${field}`);
}

async function told(
  row: CoverRequestRow,
  context: RequestContext,
  field: 'providerReference' | 'settledBy',
): Promise<string | null> {
  if (row[field] !== null) await requireTold(row, context, field);
  return row[field];
}

async function load(context: RequestContext, coverRequestId: string): Promise<CoverRequest> {
  const [row] = await context.read((tx) => coverRequestsById(tx, [coverRequestId]));
  return toCoverRequest(found(row, 'cover request'));
}

/** Throws CUSTOMER_NOT_MATCHED when nobody has said yet which company the customer is. */
async function buyerOf(
  context: RequestContext,
  input: RequestInsuranceCoverInput,
): Promise<Pick<CoverAsked, 'siren' | 'customerId'>> {
  const { customerId = null, siren = null } = input;
  if ((customerId === null) === (siren === null)) {
    throw configError('BUYER_AMBIGUOUS', 'give "customerId" or "siren", and not both', {
      place: { field: 'input' },
      remedy: 'Name the buyer once: a customer of yours, or any company by its SIREN.',
    });
  }
  if (siren !== null) return { siren, customerId: null };
  const key = keyOf('Customer', customerId ?? '', 'input.customerId');
  const known = await context.read(async (tx) => {
    const [customer] = await customersById(tx, [key]);
    return { customer, sirens: await sirensOfCustomers(tx, [key]) };
  });
  found(known.customer, 'customer');
  const [own] = known.sirens;
  if (own !== undefined) return { siren: own, customerId: key };
  throw domainError('CUSTOMER_NOT_MATCHED', 'it is not known yet which company the customer is', {
    remedy: 'confirm its match first',
  });
}

function keyGiven(key: string): string {
  if (key.trim() !== '' && key.length <= KEY_MAX && !key.includes('\0')) return key;
  throw configError('IDEMPOTENCY_KEY_INVALID', `a key has 1 to ${KEY_MAX} characters`, {
    place: { field: 'input.idempotencyKey' },
    remedy: 'Give each request a key of its own, such as a UUID.',
  });
}
