import type { LocalDate, Money, PaymentTerms } from '../kernel';
import type { CustomerFilter } from '../reports';
import type { Actor } from './actor';
import type { AlertActions } from './alert-actions';
import type { CashActions } from './cash-actions';
import type { CreditControlActions } from './credit-control-actions';
import type { EmailActions } from './email-actions';
import type { FileActions } from './file-actions';
import type { PolicyActions } from './policy-actions';
import type { ProviderActions } from './provider-actions';
import type { WebhookActions } from './webhook-actions';

export type { Actor } from './actor';

export interface MatchChoice {
  customerId: string;
  siren: string;
}

export interface LimitRequest {
  customerId: string;
  limit: Money;
  /** Last day; null: until changed. */
  effectiveTo: LocalDate | null;
  comment: string | null;
}

export interface TermsRequest {
  /** Null: the terms usual for all customers without terms of their own. */
  customerId: string | null;
  /** First day of issue they hold for. */
  effectiveFrom: LocalDate;
  /** Null withdraws them. */
  terms: PaymentTerms | null;
  wording: string;
}

export interface ConnectRequest {
  connectorId: string;
  name: string;
  /** With its secrets; kept nowhere but sealed. */
  config: Record<string, unknown>;
}

export interface ConnectionTestOutcome {
  isOk: boolean;
  /** The error's code when it is not. */
  code: string | null;
  message: string;
  durationMs: number;
}

export interface RescoreOutcome {
  /** Null when there was nobody to score. */
  scoringRunId: string | null;
  customers: number;
  assessmentsStored: number;
  gradesChanged: number;
  limitsChanged: number;
  alertsRaised: number;
  startedAt: Date;
  finishedAt: Date;
}

/**
 * What mutations set going; the composition root supplies it. Every method runs for the actor's tenant only, so an id
 * of another tenant is an unknown id. Refusals by business rules are thrown as DOMAIN or CONFLICT errors and become
 * typed results; NOT_FOUND among them.
 */
export interface ApiActions
  extends
    ProviderActions,
    PolicyActions,
    CreditControlActions,
    WebhookActions,
    EmailActions,
    FileActions,
    AlertActions,
    CashActions {
  /** Starts a sync and answers the id of its run, which exists when this resolves; the sync may go on. */
  syncConnection(actor: Actor, connectionId: string): Promise<{ syncRunId: string }>;
  testConnection(actor: Actor, connectionId: string): Promise<ConnectionTestOutcome>;
  /** Makes, or corrects and resumes, the connection of this connector and name. */
  connect(actor: Actor, request: ConnectRequest): Promise<{ connectionId: string }>;
  resumeConnection(actor: Actor, connectionId: string): Promise<void>;
  /** Ends it and forgets its secrets; what it landed stays. Throws SYNC_ALREADY_RUNNING. */
  disconnect(actor: Actor, connectionId: string): Promise<void>;
  /** Gives a connection a new hook; its token is what `hookToken` answers from then on. */
  renewHook(actor: Actor, connectionId: string): Promise<void>;
  hookToken(actor: Actor, connectionId: string): Promise<string | null>;
  /** Somebody without a key rang a hook: starts a sync unless one was asked for just now. False: it is nobody's. */
  ringHook(token: string): Promise<boolean>;
  confirmMatch(actor: Actor, choice: MatchChoice): Promise<void>;
  rejectMatch(actor: Actor, choice: MatchChoice): Promise<void>;
  rescore(actor: Actor, filter: CustomerFilter): Promise<RescoreOutcome>;
  /** Answer the id of the limit that came of it. */
  setCreditLimit(actor: Actor, request: LimitRequest): Promise<{ creditLimitId: string }>;
  approveCreditLimit(actor: Actor, creditLimitId: string, comment: string | null): Promise<void>;
  rejectCreditLimit(actor: Actor, creditLimitId: string, reason: string): Promise<void>;
  /** Answers how many receivables were given other dates. */
  setPaymentTerms(actor: Actor, request: TermsRequest): Promise<{ redated: number }>;
}
