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
import { configError, globalId, money, type Money } from '../../kernel';
import { checkCredit, type CreditGiven, type ReservationOutcome } from '../../limits';
import {
  countCreditReservations,
  creditReservationsById,
  listCreditReservations,
  reservationsOfCustomers,
} from '../../reports';
import type { CreditRequest } from '../credit-control-actions';
import { amountOfCredit, keyGiven, wordsGiven } from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { MoneyInput, toMoney } from '../money.type';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { emptyPage, toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { momentOf } from './moment-of';
import {
  CheckCreditResult,
  CreditReservation,
  CreditReservationConnection,
  ReservationResult,
  ReservationsArgs,
  ReserveCreditInput,
  ReserveCreditResult,
  toCreditRefused,
  toCreditReservation,
  toReservationFilter,
  type CreditAvailable,
  type CreditRefused,
} from './reservation.type';

type Answered = CreditReservation | CreditRefused | Refusal;

@Resolver(() => CreditReservation)
export class ReservationResolver {
  @Query(() => CreditReservationConnection, {
    description: 'Credit set aside for orders, the latest first, also what counts no more.',
  })
  creditReservations(
    @Ctx() context: RequestContext,
    @Args(() => ReservationsArgs) args: ReservationsArgs,
  ): ConnectionValue<CreditReservation> {
    const page = pageOf(args);
    const query = { filter: toReservationFilter(args.filter), moment: momentOf(context) };
    return toConnection({
      page,
      load: () => context.read((tx) => listCreditReservations(tx, query, page)),
      count: () => context.read((tx) => countCreditReservations(tx, query)),
      toNode: toCreditReservation,
    });
  }

  @Query(() => CheckCreditResult, {
    description:
      'Whether credit for an amount would be given now: the decision of `reserveCredit`, with nothing set aside. For showing, not for promising.',
  })
  checkCredit(
    @Ctx() context: RequestContext,
    @Arg('customerId', () => ID, { description: 'The customer.' }) id: string,
    @Arg('amount', () => MoneyInput, { description: 'The amount, in the customer’s currency.' })
    amount: MoneyInput,
  ): Promise<CreditAvailable | CreditRefused | Refusal> {
    return orRefusal(async () => {
      const customerId = keyOf('Customer', id, 'customerId');
      const asked = { customerId, ...amountOfCredit(amount, 'amount') };
      const decision = await context.read((tx) => checkCredit(tx, asked, momentOf(context)));
      return decision.isGiven ? toCreditAvailable(decision) : toCreditRefused(decision);
    });
  }

  @Authorized<ApiRole>('INTEGRATOR', 'CREDIT_MANAGER')
  @Mutation(() => ReserveCreditResult, {
    description:
      'Sets credit aside for an order, or says why not. Any number of calls at once together never promise more than the limit. Sent again with the same key, it is answered with the same reservation, whatever has become of it; a refusal is not remembered.',
  })
  reserveCredit(
    @Ctx() context: RequestContext,
    @Arg('input', () => ReserveCreditInput, { description: 'The order.' })
    input: ReserveCreditInput,
  ): Promise<Answered> {
    return orRefusal(async () => {
      const { actions } = context.services;
      return answer(context, await actions.reserveCredit(context.actor, toRequest(input)));
    });
  }

  @Authorized<ApiRole>('INTEGRATOR', 'CREDIT_MANAGER')
  @Mutation(() => ReservationResult, {
    description:
      'Makes a reservation firm: the goods go out. It counts until its invoice is in the ledger. Said twice, it is said once; one that expired is decided anew.',
  })
  commitReservation(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The reservation.' }) id: string,
    @Arg('invoiceNumber', () => String, {
      nullable: true,
      description: 'The invoice it becomes, when it is not numbered like the order.',
    })
    invoiceNumber: string | null,
  ): Promise<Answered> {
    return orRefusal(async () => {
      const reservationId = keyOf('CreditReservation', id);
      const invoice = wordsGiven(invoiceNumber, 'invoiceNumber');
      const { actions } = context.services;
      const { actor } = context;
      return answer(context, await actions.commitReservation(actor, reservationId, invoice));
    });
  }

  @Authorized<ApiRole>('INTEGRATOR', 'CREDIT_MANAGER')
  @Mutation(() => ReservationResult, {
    description:
      'Gives the credit back: the order is off. Said twice, it is said once; refused when the order was invoiced.',
  })
  releaseReservation(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The reservation.' }) id: string,
  ): Promise<Answered> {
    return orRefusal(async () => {
      const reservationId = keyOf('CreditReservation', id);
      await context.services.actions.releaseReservation(context.actor, reservationId);
      return load(context, reservationId);
    });
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'Whose credit it is.' })
  customer(
    @Root() { customerId }: CreditReservation,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, customerId);
  }
}

@Resolver(() => Customer)
export class CustomerReservationsResolver {
  @FieldResolver(() => CreditReservationConnection, {
    description: 'Credit set aside for its orders, the latest first.',
  })
  reservations(
    @Root() { customerId }: Customer,
    @Ctx() context: RequestContext,
    @Args(() => ReservationsArgs) args: ReservationsArgs,
  ): ConnectionValue<CreditReservation> {
    const page = pageOf(args);
    const filter = toReservationFilter(args.filter);
    const moment = momentOf(context);
    const own = { ...filter, customerIds: [customerId] };
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`reservations ${JSON.stringify([page, filter])}`, (tx, of) =>
            reservationsOfCustomers(tx, { of, filter, moment }, page),
          )
          .load(customerId)) ?? emptyPage(),
      count: () => context.read((tx) => countCreditReservations(tx, { filter: own, moment })),
      toNode: toCreditReservation,
    });
  }
}

function toRequest(input: ReserveCreditInput): CreditRequest {
  const { expiresInSeconds = null, expiresAt = null } = input;
  if (expiresInSeconds !== null && expiresAt !== null) {
    throw configError('EXPIRY_AMBIGUOUS', 'give "expiresInSeconds" or "expiresAt", not both', {
      place: { field: 'input' },
      remedy: 'leave one of them out',
    });
  }
  return {
    customerId: keyOf('Customer', input.customerId, 'input.customerId'),
    amount: amountOfCredit(input.amount, 'input.amount'),
    idempotencyKey: keyGiven(input.idempotencyKey, 'input.idempotencyKey'),
    reference: wordsGiven(input.reference ?? null, 'input.reference'),
    expiry:
      expiresInSeconds !== null
        ? { inSeconds: expiresInSeconds }
        : expiresAt !== null
          ? { at: expiresAt }
          : null,
  };
}

async function answer(
  context: RequestContext,
  outcome: ReservationOutcome,
): Promise<CreditReservation | CreditRefused> {
  if (!outcome.isGiven) return toCreditRefused(outcome);
  return load(context, outcome.reservationId);
}

async function load(context: RequestContext, reservationId: string): Promise<CreditReservation> {
  // What has just been written is judged at an instant after it.
  const { asOf } = momentOf(context);
  const moment = { asOf, at: context.services.clock.now() };
  const [row] = await context.read((tx) => creditReservationsById(tx, [reservationId], moment));
  return toCreditReservation(found(row, 'reservation'));
}

function toCreditAvailable({ figures, exceptionGrantIds }: CreditGiven): CreditAvailable {
  const amount = (minor: bigint): Money => money(minor, figures.currency);
  const { limitMinor, exposureMinor, headroomMinor } = figures;
  return {
    limit: limitMinor === null ? null : toMoney(amount(limitMinor)),
    exposure: toMoney(amount(exposureMinor)),
    headroom: headroomMinor === null ? null : toMoney(amount(headroomMinor)),
    exceptionGrantIds: exceptionGrantIds.map((id) => globalId('ExceptionGrant', id)),
  };
}
