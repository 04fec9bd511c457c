import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { ApiRole } from '../../database';
import { configError } from '../../kernel';
import { countExceptionGrants, exceptionGrantsById, listExceptionGrants } from '../../reports';
import type { ExceptionRequest } from '../credit-control-actions';
import { amountOfCredit, sentencesGiven, wordsGiven } from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import {
  ExceptionGrant,
  ExceptionGrantConnection,
  ExceptionGrantFilterInput,
  ExceptionGrantResult,
  GrantExceptionInput,
  toExceptionFilter,
  toExceptionGrant,
} from './exception-grant.type';

@Resolver(() => ExceptionGrant)
export class ExceptionGrantResolver {
  @Query(() => ExceptionGrantConnection, {
    description: 'The register of exceptions, the latest first.',
  })
  exceptionGrants(
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
    @Arg('filter', () => ExceptionGrantFilterInput, { nullable: true, description: 'Which ones.' })
    filter: ExceptionGrantFilterInput | null,
  ): ConnectionValue<ExceptionGrant> {
    const page = pageOf(args);
    const query = { filter: toExceptionFilter(filter), at: context.now };
    return toConnection({
      page,
      load: () => context.read((tx) => listExceptionGrants(tx, query, page)),
      count: () => context.read((tx) => countExceptionGrants(tx, query)),
      toNode: toExceptionGrant,
    });
  }

  @Authorized<ApiRole>('APPROVER')
  @Mutation(() => ExceptionGrantResult, {
    description:
      'Bends a rule for one customer. `reserveCredit` uses it by itself when nothing else makes an order fit; one that is one-shot exactly once.',
  })
  grantException(
    @Ctx() context: RequestContext,
    @Arg('input', () => GrantExceptionInput, { description: 'The exception.' })
    input: GrantExceptionInput,
  ): Promise<ExceptionGrant | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const { exceptionGrantId } = await actions.grantException(context.actor, toRequest(input));
      return load(context, exceptionGrantId);
    });
  }

  @Authorized<ApiRole>('APPROVER')
  @Mutation(() => ExceptionGrantResult, {
    description: 'Takes an exception back before it is used; what was reserved with it stays.',
  })
  revokeException(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The exception.' }) id: string,
    @Arg('reason', () => String, { description: 'Why; kept with it.' }) reason: string,
  ): Promise<ExceptionGrant | Refusal> {
    return orRefusal(async () => {
      const exceptionGrantId = keyOf('ExceptionGrant', id);
      const why = sentencesGiven(reason, 'reason') ?? '';
      await context.services.actions.revokeException(context.actor, exceptionGrantId, why);
      return load(context, exceptionGrantId);
    });
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'For whom.' })
  customer(
    @Root() { customerId }: ExceptionGrant,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, customerId);
  }
}

function toRequest(input: GrantExceptionInput): ExceptionRequest {
  const requestedBy = wordsGiven(input.requestedBy, 'input.requestedBy');
  if (requestedBy === null) {
    throw configError('REQUESTER_MISSING', 'an exception names who asked for it', {
      place: { field: 'input.requestedBy' },
      remedy: 'give the name of the colleague who asked',
    });
  }
  return {
    customerId: keyOf('Customer', input.customerId, 'input.customerId'),
    kind: input.kind,
    reason: sentencesGiven(input.reason, 'input.reason') ?? '',
    terms: sentencesGiven(input.terms, 'input.terms'),
    ceiling: input.ceiling ? amountOfCredit(input.ceiling, 'input.ceiling') : null,
    isOneShot: input.isOneShot,
    expiresAt: input.expiresAt,
    requestedBy,
    customerToldBy: wordsGiven(input.customerToldBy, 'input.customerToldBy'),
    customerToldOn: input.customerToldOn ?? null,
  };
}

async function load(context: RequestContext, exceptionGrantId: string): Promise<ExceptionGrant> {
  const at = context.services.clock.now();
  const [row] = await context.read((tx) => exceptionGrantsById(tx, [exceptionGrantId], at));
  return toExceptionGrant(found(row, 'exception'));
}
