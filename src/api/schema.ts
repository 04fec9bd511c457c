import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray, type PubSub } from 'type-graphql';
import { AgedBalanceResolver } from './aged-balance/aged-balance.resolver';
import { AgedReconciliationResolver } from './aged-balance/aged-reconciliation.resolver';
import { FileImportResolver } from './file-import/file-import.resolver';
import { CashApplicationResolver } from './cash-application/cash-application.resolver';
import { CashAlternativeResolver, CashPartResolver } from './cash-application/cash-part.resolver';
import { AlertMuteResolver } from './alert-mute/alert-mute.resolver';
import {
  CustomerPartyResolver,
  ReceivableLifecycleResolver,
  SourceConflictResolver,
} from './accounting-source/accounting-source.resolver';
import {
  BrokenPromiseResolver,
  CustomerPromisesResolver,
} from './broken-promise/broken-promise.resolver';
import {
  AlertsOfConnectionResolver,
  ConnectionAlertResolver,
} from './connection-alert/connection-alert.resolver';
import { CompanyProfileResolver } from './company/company-profile.resolver';
import { CompanyResolver } from './company/company.resolver';
import { LegalEventResolver } from './company/legal-event.resolver';
import { CompanyRefreshResolver } from './company-refresh/company-refresh.resolver';
import { ConnectResolver } from './connection/connect.resolver';
import { ConnectionResolver } from './connection/connection.resolver';
import { EXPLANATION_RESOLVERS } from './credit-assessment/explanation.resolver';
import { ReasonResolver } from './credit-assessment/reason.resolver';
import { CoverRequestResolver } from './cover-request/cover-request.resolver';
import { CoverCalendarResolver } from './cover-calendar/cover-calendar.resolver';
import {
  CreditLimitResolver,
  LimitReasonResolver,
  LimitTermAmountResolver,
} from './credit-limit/credit-limit.resolver';
import {
  LimitAssumptionResolver,
  LimitTermAssumptionsResolver,
} from './credit-limit/limit-assumption.resolver';
import {
  CreditLimitProposalResolver,
  LimitListsResolver,
} from './credit-limit/limit-lists.resolver';
import { CustomerGroupResolver, GroupOfCustomerResolver } from './group/group.resolver';
import { CREDIT_POLICY_RESOLVERS } from './credit-policy/credit-policy.resolver';
import { CustomerListsResolver } from './customer/customer-lists.resolver';
import { CustomerResolver } from './customer/customer.resolver';
import { ExposureResolver } from './customer/exposure.resolver';
import { EventResolver } from './event/event.resolver';
import { EventSubscriptions } from './event/event.subscription';
import { ExceptionGrantResolver } from './exception-grant/exception-grant.resolver';
import { KeyFiguresResolver } from './key-figures/key-figures.resolver';
import { LICENCE_RESOLVERS } from './licence/licence.resolvers';
import { MatchResolver, MatchSuggestionResolver } from './match/match.resolver';
import {
  CustomerTermsResolver,
  PaymentTermsResolver,
  ViewerTermsResolver,
} from './payment-terms/payment-terms.resolver';
import { PROVIDER_SPEND_RESOLVERS } from './provider-spend/provider-spend.resolver';
import { QuarantineResolver } from './connection/quarantine.resolver';
import { ReceivableEntryResolver, ReceivableResolver } from './receivable/receivable.resolver';
import { NodeResolver } from './relay/node.resolver';
import { RescoreResolver } from './rescore/rescore.resolver';
import {
  CustomerReservationsResolver,
  ReservationResolver,
} from './reservation/reservation.resolver';
import { AlertHandlingMutations, AlertHistoryResolver } from './risk-alert/alert-handling.resolver';
import { RiskAlertResolver } from './risk-alert/risk-alert.resolver';
import { checkRole } from './roles';
import { ScoringModelResolver } from './scoring-model/scoring-model.resolver';
import { CustomerHoldResolver, SupplyHoldResolver } from './supply-hold/supply-hold.resolver';
import { EMAIL_RECIPIENT_RESOLVERS } from './email-recipient/email-recipient.resolver';
import { WEBHOOK_RESOLVERS } from './webhook/webhook.resolver';
import { ViewerResolver } from './viewer/viewer.resolver';

/** Every resolver; one that is not here is not in the schema. */
const RESOLVERS: NonEmptyArray<new () => object> = [
  AgedBalanceResolver,
  AgedReconciliationResolver,
  FileImportResolver,
  AlertHandlingMutations,
  AlertHistoryResolver,
  AlertMuteResolver,
  AlertsOfConnectionResolver,
  BrokenPromiseResolver,
  CashApplicationResolver,
  CashAlternativeResolver,
  CashPartResolver,
  CustomerPromisesResolver,
  CompanyProfileResolver,
  CompanyRefreshResolver,
  CompanyResolver,
  ConnectionAlertResolver,
  ConnectionResolver,
  ConnectResolver,
  CoverRequestResolver,
  SourceConflictResolver,
  ReceivableLifecycleResolver,
  CustomerPartyResolver,
  CreditLimitResolver,
  LimitReasonResolver,
  LimitTermAmountResolver,
  LimitAssumptionResolver,
  LimitTermAssumptionsResolver,
  CreditLimitProposalResolver,
  LimitListsResolver,
  CoverCalendarResolver,
  CustomerGroupResolver,
  GroupOfCustomerResolver,
  ...CREDIT_POLICY_RESOLVERS,
  CustomerListsResolver,
  CustomerHoldResolver,
  CustomerReservationsResolver,
  CustomerResolver,
  ...EXPLANATION_RESOLVERS,
  ExceptionGrantResolver,
  ExposureResolver,
  CustomerTermsResolver,
  EventResolver,
  EventSubscriptions,
  KeyFiguresResolver,
  LegalEventResolver,
  ...LICENCE_RESOLVERS,
  MatchResolver,
  MatchSuggestionResolver,
  NodeResolver,
  PaymentTermsResolver,
  ...PROVIDER_SPEND_RESOLVERS,
  QuarantineResolver,
  ReasonResolver,
  ReceivableEntryResolver,
  ReceivableResolver,
  RescoreResolver,
  ReservationResolver,
  RiskAlertResolver,
  ScoringModelResolver,
  SupplyHoldResolver,
  ViewerResolver,
  ViewerTermsResolver,
  ...WEBHOOK_RESOLVERS,
  ...EMAIL_RECIPIENT_RESOLVERS,
];

/** Subscriptions read the event log; there is nothing to publish to. */
const NO_PUB_SUB: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('subscriptions read the event log, not topics');
  },
};

let built: GraphQLSchema | null = null;

/** The executable schema; built once, since its classes are the same for everybody. */
export function apiSchema(): GraphQLSchema {
  built ??= buildSchemaSync({
    resolvers: RESOLVERS,
    authChecker: checkRole,
    pubSub: NO_PUB_SUB,
    validate: false,
    nullableByDefault: false,
  });
  return built;
}
