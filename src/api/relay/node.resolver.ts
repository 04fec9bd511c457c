import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { configError, parseGlobalId } from '../../kernel';
import type { Transaction } from '../../database';
import {
  alertMutesById,
  bankTransactionsById,
  assessmentsById,
  brokenPromisesById,
  companiesById,
  connectionAlertsById,
  connectionsById,
  coverRequestsById,
  creditReservationsById,
  customersById,
  exceptionGrantsById,
  legalEventsById,
  limitsById,
  providerCallsById,
  quarantinedById,
  receivablesById,
  riskAlertsById,
  supplyHoldsById,
  scoringRunsById,
  syncRunsById,
  deliveriesById,
  emailDeliveriesById,
  emailRecipientsById,
  webhooksById,
} from '../../reports';
import { toAlertMute } from '../alert-mute/alert-mute.type';
import { toBankTransaction, toCashApplication } from '../cash-application/cash-application.type';
import { toBrokenPromise } from '../broken-promise/broken-promise.type';
import { toCompany } from '../company/company.type';
import { toLegalEvent } from '../company/company-records.type';
import { toConnectionNode, toQuarantinedRecord, toSyncRun } from '../connection/connection.type';
import { toConnectionAlert } from '../connection-alert/connection-alert.type';
import { toScoringRun } from '../rescore/scoring-run.type';
import { toCoverRequest } from '../cover-request/cover-request.type';
import { toCreditAssessment } from '../credit-assessment/credit-assessment.type';
import { toCreditLimit } from '../credit-limit/credit-limit.type';
import { toCustomer } from '../customer/customer.type';
import { toExceptionGrant } from '../exception-grant/exception-grant.type';
import { keyOf, type NodeType } from '../global-ids';
import { toProviderCall } from '../provider-spend/provider-call.type';
import { requirePrices } from '../provider-spend/require-prices';
import { toReceivable } from '../receivable/receivable.type';
import type { RequestContext } from '../request-context';
import { momentOf } from '../reservation/moment-of';
import { toCreditReservation } from '../reservation/reservation.type';
import { toRiskAlert } from '../risk-alert/risk-alert.type';
import { toSupplyHold } from '../supply-hold/supply-hold.type';
import { requireRole } from '../roles';
import { requireReadable } from '../use-restriction';
import { toEmailDelivery, toEmailRecipient } from '../email-recipient/email-recipient.type';
import { toWebhook, toWebhookDelivery } from '../webhook/webhook.type';
import { Node } from './node.type';

type Find = (tx: Transaction, ids: readonly string[], context: RequestContext) => Promise<Node[]>;

/** How a node of each type is found again. */
const FINDERS: Readonly<Record<NodeType, Find>> = {
  AlertMute: async (tx, ids, { now }) =>
    (await alertMutesById(tx, ids)).map((row) => toAlertMute(row, now)),
  BankTransaction: async (tx, ids) => (await bankTransactionsById(tx, ids)).map(toBankTransaction),
  CashApplication: async (tx, ids) =>
    (await bankTransactionsById(tx, ids))
      .filter(({ status }) => status !== null)
      .map(toCashApplication),
  BrokenPromise: async (tx, ids) => (await brokenPromisesById(tx, ids)).map(toBrokenPromise),
  Company: async (tx, ids, { reader }) =>
    (await companiesById(tx, ids)).map((row) => toCompany(row, reader)),
  Connection: async (tx, ids) => (await connectionsById(tx, ids)).map(toConnectionNode),
  ConnectionAlert: async (tx, ids) => (await connectionAlertsById(tx, ids)).map(toConnectionAlert),
  CoverRequest: async (tx, ids) => (await coverRequestsById(tx, ids)).map(toCoverRequest),
  CreditAssessment: async (tx, ids) =>
    (await assessmentsById(tx, ids)).flatMap((row) => toCreditAssessment(row) ?? []),
  CreditLimit: async (tx, ids, { today }) => (await limitsById(tx, ids, today)).map(toCreditLimit),
  Customer: async (tx, ids, context) =>
    Promise.all(
      (await customersById(tx, ids)).map(async (row) => toCustomer(row, await context.point())),
    ),
  CreditReservation: async (tx, ids, context) =>
    (await creditReservationsById(tx, ids, momentOf(context))).map(toCreditReservation),
  ExceptionGrant: async (tx, ids, { now }) =>
    (await exceptionGrantsById(tx, ids, now)).map(toExceptionGrant),
  EmailDelivery: async (tx, ids, { key }) => {
    requireRole(key.role, ['CREDIT_MANAGER']);
    return (await emailDeliveriesById(tx, ids)).map(toEmailDelivery);
  },
  EmailRecipient: async (tx, ids, { key }) => {
    requireRole(key.role, ['CREDIT_MANAGER']);
    return (await emailRecipientsById(tx, ids)).map(toEmailRecipient);
  },
  LegalEvent: async (tx, ids, context) =>
    (await legalEventsById(tx, ids)).map((row) => {
      requireReadable(row, context, 'LegalEvent');
      return toLegalEvent(row);
    }),
  ProviderCall: async (tx, ids, context) => {
    requirePrices(context);
    return (await providerCallsById(tx, ids)).map(toProviderCall);
  },
  QuarantinedRecord: async (tx, ids) => (await quarantinedById(tx, ids)).map(toQuarantinedRecord),
  Receivable: async (tx, ids, context) => {
    const point = await context.point();
    return (await receivablesById(tx, ids, point)).map((row) => toReceivable(row, point));
  },
  RiskAlert: async (tx, ids) => (await riskAlertsById(tx, ids)).map(toRiskAlert),
  ScoringRun: async (tx, ids) => (await scoringRunsById(tx, ids)).map(toScoringRun),
  SupplyHold: async (tx, ids) => (await supplyHoldsById(tx, ids)).map(toSupplyHold),
  SyncRun: async (tx, ids) => (await syncRunsById(tx, ids)).map(toSyncRun),
  Webhook: async (tx, ids, { key }) => {
    requireRole(key.role, ['INTEGRATOR']);
    return (await webhooksById(tx, ids)).map((row) => toWebhook(tx.tenantId, row));
  },
  WebhookDelivery: async (tx, ids, { key }) => {
    requireRole(key.role, ['INTEGRATOR']);
    return (await deliveriesById(tx, ids)).map((row) => toWebhookDelivery(tx.tenantId, row));
  },
};

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Anything with an id; null when the tenant has no such thing.',
  })
  async node(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'An id this API answered.' }) id: string,
  ): Promise<Node | null> {
    const type = nodeTypeOf(id);
    const key = keyOf(type, id);
    const [node] = await context.read((tx) => FINDERS[type](tx, [key], context));
    return node ?? null;
  }
}

/** Throws INVALID_ID for what is no id of this API. */
function nodeTypeOf(id: string): NodeType {
  const { type } = parseGlobalId(id);
  if (Object.hasOwn(FINDERS, type)) return type as NodeType;
  throw configError('INVALID_ID', `${JSON.stringify(id)} is not an id of this API`, {
    place: { field: 'id' },
    remedy: 'Use an id this API answered.',
  });
}
