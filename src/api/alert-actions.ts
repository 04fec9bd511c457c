import type { AlertRuleCode } from '../alerts';
import type { Actor } from './actor';

export interface AlertChoice {
  readonly riskAlertId: string;
  readonly comment: string | null;
}

export interface MuteRequest {
  /** Null: every rule. */
  readonly rule: AlertRuleCode | null;
  /** Null: every customer. */
  readonly customerId: string | null;
  readonly includesCritical: boolean;
  readonly reason: string;
  readonly expiresAt: Date;
}

/** What people do with alerts; refusals are thrown. */
export interface AlertActions {
  acknowledgeRiskAlert(actor: Actor, choice: AlertChoice): Promise<void>;
  resolveRiskAlert(actor: Actor, choice: AlertChoice): Promise<void>;
  snoozeRiskAlert(actor: Actor, choice: AlertChoice & { until: Date }): Promise<void>;
  wakeRiskAlert(actor: Actor, choice: AlertChoice): Promise<void>;
  assignRiskAlert(actor: Actor, choice: AlertChoice & { to: string | null }): Promise<void>;
  commentRiskAlert(actor: Actor, choice: AlertChoice & { comment: string }): Promise<void>;
  reopenRiskAlert(actor: Actor, choice: AlertChoice): Promise<void>;
  muteAlerts(actor: Actor, request: MuteRequest): Promise<{ alertMuteId: string }>;
  endAlertMute(actor: Actor, alertMuteId: string): Promise<void>;
  acknowledgeConnectionAlert(
    actor: Actor,
    connectionAlertId: string,
    comment: string | null,
  ): Promise<void>;
  resolveConnectionAlert(
    actor: Actor,
    connectionAlertId: string,
    comment: string | null,
  ): Promise<void>;
}
