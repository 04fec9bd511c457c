import type { LocalDate, TextParams } from '../../kernel';
import type { Severity } from '../alert-types';
import type { ConnectionAlertRule } from '../events';
import type { ConnectionTextKey } from './connection-texts';

export type { ConnectionTextKey } from './connection-texts';

export const CONNECTION_ALERT_STATUSES = ['OPEN', 'ACKNOWLEDGED', 'RESOLVED'] as const;
export type ConnectionAlertStatus = (typeof CONNECTION_ALERT_STATUSES)[number];

/** Why the condition behind an alert about a connection is over. */
export const CONNECTION_RESOLUTIONS = [
  'SYNCED_AGAIN',
  'PAUSED',
  'DISCONNECTED',
  'MONTH_OVER',
  'BUDGET_RAISED',
  'BUDGET_REMOVED',
] as const;
export type ConnectionResolution = (typeof CONNECTION_RESOLUTIONS)[number];

/** What the rules see of one connection at one instant. */
export interface ConnectionView {
  readonly now: Date;
  readonly today: LocalDate;
  readonly connectionId: string;
  readonly connectorId: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'PAUSED' | 'DISCONNECTED';
  /** Code and words of why it is paused; null when it is not, or nobody said. */
  readonly statusCode: string | null;
  readonly statusReason: string | null;
  readonly connectedAt: Date;
  /** When a run last succeeded; null before the first. */
  readonly succeededAt: Date | null;
  /** Days between the days on which runs succeeded, the usual ones of 90 days; null before there are three. */
  readonly rhythmDays: number | null;
  /** Streams whose latest run failed, for another reason than a budget; null when none did. */
  readonly failure: ConnectionFailure | null;
  /** Of the month; null without a budget. */
  readonly budget: ConnectionBudget | null;
}

export interface ConnectionFailure {
  /** The first failure since the stream last succeeded. */
  readonly since: Date;
  /** Runs of the stream that failed since. */
  readonly failures: number;
  readonly code: string;
}

export interface ConnectionBudget {
  /** First day of the month. */
  readonly monthOn: LocalDate;
  readonly bookedMinor: bigint;
  readonly limitMinor: bigint | null;
  readonly bookedCalls: number;
  readonly callsMax: number | null;
  /** From which percentage on the connection wants to be warned. */
  readonly warnPercent: number;
  /** A call was not made for want of budget. */
  readonly isExhausted: boolean;
}

/** An alert to raise, or what one that lasts says now. */
export interface ConnectionAlertDraft {
  readonly connectionId: string;
  readonly rule: ConnectionAlertRule;
  readonly severity: Severity;
  readonly textKey: ConnectionTextKey;
  readonly textParams: TextParams;
}

/** An alert whose condition lasted when it was last looked at. */
export interface LastingConnectionAlert {
  readonly connectionAlertId: string;
  readonly connectionId: string;
  readonly rule: ConnectionAlertRule;
  readonly severity: Severity;
  readonly raisedAt: Date;
  /** First day of the month it was raised in, by the tenant's calendar. */
  readonly raisedMonthOn: LocalDate;
}

/** Looks at one view, never at a clock or a database. One alert per stretch of time the condition holds. */
export interface ConnectionRule {
  readonly code: ConnectionAlertRule;
  evaluate(view: ConnectionView): ConnectionAlertDraft | null;
  /** Why the alert's condition is over; null while it holds. */
  isOver(alert: LastingConnectionAlert, view: ConnectionView): ConnectionResolution | null;
}
