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
import type { ApiRole } from '../../database';
import {
  candidatesOf,
  countCustomersAwaitingMatch,
  customersAwaitingMatch,
  customersById,
} from '../../reports';
import { Customer, toCustomer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { found, orRefusal, Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { SirenScalar } from '../scalars';
import {
  CompanyMatch,
  MatchCandidate,
  MatchSuggestion,
  MatchSuggestionConnection,
  toMatchCandidate,
} from './match.type';

const MatchResult = createUnionType({
  name: 'MatchResult',
  description: 'The customer as it stands after the decision, or why it was refused.',
  types: () => [Customer, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'Customer'),
});

const SIREN = { description: 'Number of the company.' };
const CUSTOMER = { description: 'The customer.' };

@Resolver(() => CompanyMatch)
export class MatchResolver {
  @Query(() => MatchSuggestionConnection, {
    description: 'Customers that wait for somebody to say which company they are, by name.',
  })
  matchSuggestions(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<MatchSuggestion> {
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => customersAwaitingMatch(tx, page)),
      count: () => context.read(countCustomersAwaitingMatch),
      toNode: (row) => row,
    });
  }

  @FieldResolver(() => [MatchCandidate], {
    description: 'Companies it may be, the most likely first; refused ones too.',
  })
  candidates(
    @Root() match: CompanyMatch,
    @Ctx() context: RequestContext,
  ): Promise<MatchCandidate[]> {
    return loadCandidates(context, match.customerId);
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => MatchResult, {
    description: 'Says that the customer is this company. Remembered.',
  })
  confirmMatch(
    @Ctx() context: RequestContext,
    @Arg('customerId', () => ID, CUSTOMER) customerId: string,
    @Arg('siren', () => SirenScalar, SIREN) siren: string,
  ): Promise<Customer | Refusal> {
    return decide(context, { customerId, siren }, 'confirmMatch');
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => MatchResult, {
    description: 'Says that the customer is not this company. Remembered.',
  })
  rejectMatch(
    @Ctx() context: RequestContext,
    @Arg('customerId', () => ID, CUSTOMER) customerId: string,
    @Arg('siren', () => SirenScalar, SIREN) siren: string,
  ): Promise<Customer | Refusal> {
    return decide(context, { customerId, siren }, 'rejectMatch');
  }
}

@Resolver(() => MatchSuggestion)
export class MatchSuggestionResolver {
  @FieldResolver(() => Customer, { description: 'The customer.' })
  async customer(
    @Root() suggestion: MatchSuggestion,
    @Ctx() context: RequestContext,
  ): Promise<Customer> {
    return found(await loadCustomer(context, suggestion.customerId), 'customer');
  }

  @FieldResolver(() => [MatchCandidate], {
    description: 'Companies it may be, the most likely first.',
  })
  async candidates(
    @Root() suggestion: MatchSuggestion,
    @Ctx() context: RequestContext,
  ): Promise<MatchCandidate[]> {
    const candidates = await loadCandidates(context, suggestion.customerId);
    return candidates.filter((candidate) => candidate.status === 'SUGGESTED');
  }
}

async function loadCandidates(
  context: RequestContext,
  customerId: string,
): Promise<MatchCandidate[]> {
  const rows = await context.batch('candidates', candidatesOf).load(customerId);
  return (rows ?? []).map(toMatchCandidate);
}

async function decide(
  context: RequestContext,
  asked: { customerId: string; siren: string },
  verb: 'confirmMatch' | 'rejectMatch',
): Promise<Customer | Refusal> {
  return orRefusal(async () => {
    const customerId = keyOf('Customer', asked.customerId, 'customerId');
    await readCustomer(context, customerId);
    await context.services.actions[verb](context.actor, { customerId, siren: asked.siren });
    return readCustomer(context, customerId);
  });
}

/** Throws NOT_FOUND, also for another tenant's customer. Read afresh: a mutation may just have changed it. */
async function readCustomer(context: RequestContext, customerId: string): Promise<Customer> {
  const [row] = await context.read((tx) => customersById(tx, [customerId]));
  return toCustomer(found(row, 'customer'), await context.point());
}
