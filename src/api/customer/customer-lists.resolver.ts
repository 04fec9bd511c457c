import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import {
  assessmentHistories,
  assessmentsOf,
  countHistory,
  countReceivables,
  countRiskAlerts,
  limitHistories,
  limitsOf,
  receivablesOfCustomers,
  riskAlertsOfCustomers,
  type AssessmentRow,
} from '../../reports';
import {
  CreditAssessment,
  CreditAssessmentConnection,
  gradedAssessment,
  toCreditAssessment,
} from '../credit-assessment/credit-assessment.type';
import {
  CreditLimit,
  CreditLimitConnection,
  toCreditLimit,
} from '../credit-limit/credit-limit.type';
import { CustomerReceivablesArgs, toReceivableFilter } from '../receivable/receivable.input';
import { ReceivableConnection, toReceivable, type Receivable } from '../receivable/receivable.type';
import { emptyPage, toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import { RiskAlertsArgs, toRiskAlertFilter } from '../risk-alert/risk-alert.input';
import { RiskAlertConnection, toRiskAlert, type RiskAlert } from '../risk-alert/risk-alert.type';
import { pointKey } from './load-customer';
import { Customer } from './customer.type';

@Resolver(() => Customer)
export class CustomerListsResolver {
  @FieldResolver(() => CreditAssessment, {
    nullable: true,
    description:
      'The assessment that holds; null when the customer has no grade, see `notScoredBecause`.',
  })
  async assessment(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
  ): Promise<CreditAssessment | null> {
    const row = await loadAssessment(context, customer);
    return row === null ? null : toCreditAssessment(row);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Why the customer has no grade: a code of the last assessment, NOT_ASSESSED before the first; null with a grade.',
  })
  async notScoredBecause(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    const row = await loadAssessment(context, customer);
    return row === null ? 'NOT_ASSESSED' : row.notScoredBecause;
  }

  @FieldResolver(() => CreditAssessmentConnection, {
    description: 'All assessments with a grade, newest first.',
  })
  assessments(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<CreditAssessment> {
    const page = pageOf(args);
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`assessments ${pointKey(customer.point)} ${JSON.stringify(page)}`, (tx, ids) =>
            assessmentHistories(tx, ids, { page, point: customer.point }),
          )
          .load(customer.customerId)) ?? emptyPage(),
      count: () => countOf(context, 'credit_assessment', customer),
      toNode: (row) => gradedAssessment(row, row.grade),
    });
  }

  @FieldResolver(() => CreditLimit, {
    nullable: true,
    description: 'The limit that holds; null = none was decided, which is not zero.',
  })
  async creditLimit(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
  ): Promise<CreditLimit | null> {
    const { point } = customer;
    const row = await context
      .batch(`limit ${pointKey(point)}`, async (tx, ids) =>
        indexRows(await limitsOf(tx, ids, point), (each) => each.customerId),
      )
      .load(customer.customerId);
    return row === null ? null : toCreditLimit(row);
  }

  @FieldResolver(() => CreditLimitConnection, {
    description: 'All decisions about its limit, proposals and refusals too, newest first.',
  })
  creditLimitHistory(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<CreditLimit> {
    const page = pageOf(args);
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`limits ${pointKey(customer.point)} ${JSON.stringify(page)}`, (tx, ids) =>
            limitHistories(tx, ids, { page, point: customer.point }),
          )
          .load(customer.customerId)) ?? emptyPage(),
      count: () => countOf(context, 'credit_limit', customer),
      toNode: toCreditLimit,
    });
  }

  @FieldResolver(() => ReceivableConnection, {
    description: 'Its receivables, newest issue first unless ordered otherwise.',
  })
  receivables(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @Args(() => CustomerReceivablesArgs) args: CustomerReceivablesArgs,
  ): ConnectionValue<Receivable> {
    const { customerId, point } = customer;
    const page = pageOf(args);
    const query = { filter: toReceivableFilter(args.filter), orderBy: args.orderBy ?? [], point };
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`receivables ${JSON.stringify([page, query])}`, (tx, of) =>
            receivablesOfCustomers(tx, { ...query, of }, page),
          )
          .load(customerId)) ?? emptyPage(),
      count: () =>
        context.read((tx) => countReceivables(tx, { ...query, ofCustomerId: customerId })),
      toNode: (row) => toReceivable(row, point),
    });
  }

  @FieldResolver(() => RiskAlertConnection, { description: 'Its alerts, newest first.' })
  riskAlerts(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @Args(() => RiskAlertsArgs) args: RiskAlertsArgs,
  ): ConnectionValue<RiskAlert> {
    const { customerId } = customer;
    const page = pageOf(args);
    const wanted = toRiskAlertFilter(args.filter);
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`alerts ${JSON.stringify([page, wanted])}`, (tx, of) =>
            riskAlertsOfCustomers(tx, { of, filter: wanted }, page),
          )
          .load(customerId)) ?? emptyPage(),
      count: () =>
        context.read((tx) => countRiskAlerts(tx, { ...wanted, ofCustomerId: customerId })),
      toNode: toRiskAlert,
    });
  }
}

function loadAssessment(
  context: RequestContext,
  { customerId, point }: Customer,
): Promise<AssessmentRow | null> {
  return context
    .batch(`assessment ${pointKey(point)}`, async (tx, ids) =>
      indexRows(await assessmentsOf(tx, ids, point), (each) => each.customerId),
    )
    .load(customerId);
}

async function countOf(
  context: RequestContext,
  history: Parameters<typeof countHistory>[1]['history'],
  { customerId, point }: Customer,
): Promise<number> {
  const count = await context
    .batch(`count ${history} ${pointKey(point)}`, (tx, ids) =>
      countHistory(tx, { history, point }, ids),
    )
    .load(customerId);
  return count ?? 0;
}
