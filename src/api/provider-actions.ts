import type { Actor } from './actor';

export interface BudgetRequest {
  connectionId: string;
  /** Cents of EUR a month; null: not limited. */
  monthlyLimitMinor: bigint | null;
  /** Null: not limited. */
  monthlyCallsMax: number | null;
  /** Null: as it was, or 80. */
  warnPercent: number | null;
}

export interface PriceRequest {
  connectionId: string;
  call: string;
  /** Cents of EUR. */
  unitPriceMinor: bigint;
}

export interface RefreshRequest {
  siren: string;
  /** Null: all that read companies. */
  connectorIds: readonly string[] | null;
  /** Cents of EUR; null: what the budgets allow. */
  maxCostMinor: bigint | null;
  evenIfFresh: boolean;
}

export const REFRESH_OUTCOMES = [
  'FOUND',
  'UNKNOWN',
  'INCOMPLETE',
  'FRESH',
  'SKIPPED',
  'FAILED',
] as const;

/** What became of one stream of one connection. */
export interface RefreshedReading {
  connectionId: string;
  connectorId: string;
  stream: string | null;
  outcome: (typeof REFRESH_OUTCOMES)[number];
  code: string | null;
  message: string | null;
  readAt: Date | null;
  calls: number;
  costMinor: bigint | null;
}

export interface RefreshOutcome {
  readings: RefreshedReading[];
  calls: number;
  spentMinor: bigint;
}

export interface EstimateRequest {
  /** Null: every company of the portfolio. */
  sirens: readonly string[] | null;
  connectorIds: readonly string[] | null;
  evenIfFresh: boolean;
}

/** What reading companies at one connection may cost at most. */
export interface EstimatedConnection {
  connectionId: string;
  connectorId: string;
  streams: { stream: string; due: number; fresh: number; skipped: number }[];
  calls: {
    call: string;
    buys: string;
    calls: number;
    unitPriceMinor: bigint | null;
    costMinor: bigint | null;
  }[];
  costMinor: bigint | null;
  /** Null without a budget, or where it does not limit. */
  leftMinor: bigint | null;
  leftCalls: number | null;
  /** Code of why not all of it could be bought; null when it fits. */
  obstacle: string | null;
}

export interface CoverAsked {
  connectionId: string;
  siren: string;
  customerId: string | null;
  amountMinor: bigint;
  currency: string;
  idempotencyKey: string;
}

/** What mutations set going at providers, as `ApiActions` says. */
export interface ProviderActions {
  setProviderBudget(actor: Actor, request: BudgetRequest): Promise<void>;
  setProviderPrice(actor: Actor, request: PriceRequest): Promise<void>;
  releaseUnansweredCall(
    actor: Actor,
    ruling: { callId: string; wasCharged: boolean },
  ): Promise<void>;
  refreshCompany(actor: Actor, request: RefreshRequest): Promise<RefreshOutcome>;
  /** Only reads. */
  estimateRefresh(actor: Actor, request: EstimateRequest): Promise<EstimatedConnection[]>;
  /** Answers the request of this key, made now or before. */
  requestInsuranceCover(actor: Actor, request: CoverAsked): Promise<{ coverRequestId: string }>;
  settleCoverRequest(
    actor: Actor,
    ruling: { coverRequestId: string; wasReceived: boolean },
  ): Promise<void>;
}
