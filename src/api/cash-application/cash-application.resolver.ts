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
import { configError, parseMoney } from '../../kernel';
import type { AppliedPart } from '../../ledger';
import {
  bankTransactionsById,
  countBankTransactions,
  listBankTransactions,
  type CashFilter,
} from '../../reports';
import { sentencesGiven } from '../credit-control-input';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf, keysOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import {
  type BankTransaction,
  BankTransactionConnection,
  CashApplication,
  CashApplicationConnection,
  CashApplicationResult,
  CashApplicationsArgs,
  CorrectCashApplicationInput,
  toBankTransaction,
  toCashApplication,
  type CashPartInput,
} from './cash-application.type';

/** More claims than one payment settles. */
const PARTS_MAX = 500;

@Resolver(() => CashApplication)
export class CashApplicationResolver {
  @Query(() => BankTransactionConnection, {
    description: 'Movements of the bank, the latest booked first.',
  })
  bankTransactions(
    @Ctx() context: RequestContext,
    @Args(() => CashApplicationsArgs) args: CashApplicationsArgs,
  ): ConnectionValue<BankTransaction> {
    const page = pageOf(args);
    const wanted = filterOf(args, false);
    return toConnection({
      page,
      load: () => context.read((tx) => listBankTransactions(tx, wanted, page)),
      count: () => context.read((tx) => countBankTransactions(tx, wanted)),
      toNode: toBankTransaction,
    });
  }

  @Query(() => CashApplicationConnection, {
    description: 'Whose payments movements are: the queue to review, and what was applied.',
  })
  cashApplications(
    @Ctx() context: RequestContext,
    @Args(() => CashApplicationsArgs) args: CashApplicationsArgs,
  ): ConnectionValue<CashApplication> {
    const page = pageOf(args);
    const wanted = filterOf(args, true);
    return toConnection({
      page,
      load: () => context.read((tx) => listBankTransactions(tx, wanted, page)),
      count: () => context.read((tx) => countBankTransactions(tx, wanted)),
      toNode: toCashApplication,
    });
  }

  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'Who paid; null when nobody is thought of.',
  })
  customer(
    @Root() { customerId }: CashApplication,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return customerId === null ? Promise.resolve(null) : loadCustomer(context, customerId);
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CashApplicationResult, { description: 'Applies what is proposed.' })
  confirmCashApplication(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The application.' }) id: string,
    @Arg('comment', () => String, { nullable: true, description: 'Why, up to 2,000 characters.' })
    comment: string | null,
  ): Promise<CashApplication | Refusal> {
    return orRefusal(async () => {
      const choice = {
        bankTransactionId: keyOf('CashApplication', id),
        comment: sentencesGiven(comment, 'comment'),
      };
      await context.services.actions.confirmCashApplication(context.actor, choice);
      return readApplication(context, choice.bankTransactionId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CashApplicationResult, {
    description:
      'Says whose payment it is and what it settles, whatever was proposed or applied before.',
  })
  correctCashApplication(
    @Ctx() context: RequestContext,
    @Arg('input', () => CorrectCashApplicationInput, { description: 'Who, and what.' })
    input: CorrectCashApplicationInput,
  ): Promise<CashApplication | Refusal> {
    return orRefusal(async () => {
      const bankTransactionId = keyOf('CashApplication', input.id, 'input.id');
      const [row] = await context.read((tx) => bankTransactionsById(tx, [bankTransactionId]));
      const { currency } = found(row, 'application');
      await context.services.actions.correctCashApplication(context.actor, {
        bankTransactionId,
        customerId: keyOf('Customer', input.customerId, 'input.customerId'),
        parts: partsGiven(input.parts, currency),
        comment: sentencesGiven(input.comment, 'input.comment'),
      });
      return readApplication(context, bankTransactionId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => CashApplicationResult, {
    description:
      'Says that it is not this customer’s payment: what was applied is undone, and the pair is not proposed again.',
  })
  rejectCashApplication(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The application.' }) id: string,
    @Arg('comment', () => String, { nullable: true, description: 'Why, up to 2,000 characters.' })
    comment: string | null,
  ): Promise<CashApplication | Refusal> {
    return orRefusal(async () => {
      const choice = {
        bankTransactionId: keyOf('CashApplication', id),
        comment: sentencesGiven(comment, 'comment'),
      };
      await context.services.actions.rejectCashApplication(context.actor, choice);
      return readApplication(context, choice.bankTransactionId);
    });
  }
}

async function readApplication(context: RequestContext, id: string): Promise<CashApplication> {
  const [row] = await context.read((tx) => bankTransactionsById(tx, [id]));
  return toCashApplication(found(row, 'application'));
}

function filterOf(args: CashApplicationsArgs, isJudged: boolean): CashFilter {
  return {
    statuses: args.statuses ?? null,
    customerIds: keysOf('Customer', args.customerIds, 'customerIds'),
    bookedFrom: args.bookedFrom ?? null,
    bookedTo: args.bookedTo ?? null,
    isJudged,
  };
}

function partsGiven(parts: readonly CashPartInput[], currency: string): AppliedPart[] {
  if (parts.length > PARTS_MAX) {
    throw configError('CASH_PARTS_TOO_MANY', `at most ${PARTS_MAX} parts are taken`, {
      place: { field: 'input.parts' },
      remedy: 'Name the claims the payment settles.',
    });
  }
  const ids = parts.map(({ receivableId }) => receivableId);
  return parts.map(({ receivableId, amount }, index) => {
    const field = `input.parts[${index}]`;
    if (ids.indexOf(receivableId) < index || amount.currency !== currency) {
      throw configError('CASH_PART_INVALID', `each claim once, in ${currency}`, {
        place: { field },
        remedy: 'Name each claim once, with an amount in the currency of the movement.',
      });
    }
    const { amountMinor } = parseMoney(amount.amount, currency);
    return {
      receivableId: keyOf('Receivable', receivableId, `${field}.receivableId`),
      amountMinor,
    };
  });
}
