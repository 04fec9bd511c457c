/** Runs the audits on a connector and computes the tier it has earned. */
import { addDays, errorMessage, systemClock, today as dayOf, type LocalDate } from '../../kernel';
import type { Connector } from '../connector';
import type { Audit, AuditOutcome } from './audit';
import { AUDITS } from './catalogue';
import { AuditSubject, type SubjectOptions } from './subject';

/** Bronze: every MUST that applies stands; silver: every SHOULD as well. Computed, never claimed. */
export type Tier = 'none' | 'bronze' | 'silver';

/** A run against the provider itself, in its sandbox. */
export interface LiveRun {
  on: LocalDate;
  /** Ids of the audits that stood. */
  audits: string[];
}

export interface AuditReport {
  connector: string;
  version: string;
  kind: string;
  tier: Tier;
  outcomes: AuditOutcome[];
  /** The last live run in which every audit that can run live stood; null when there was none. */
  live: LiveRun | null;
}

/** A live run proves nothing about a provider that has had a quarter of a year to change. */
const LIVE_DAYS = 90;

/** All audits on one connector, offline, against its simulator and fixtures. Never throws for a failed audit. */
export async function auditConnector(
  connector: Connector,
  options: SubjectOptions,
  audits: readonly Audit[] = AUDITS,
): Promise<AuditReport> {
  const subject = new AuditSubject(connector, options);
  const outcomes: AuditOutcome[] = [];
  try {
    for (const audit of audits) outcomes.push(await runAudit(audit, subject));
  } finally {
    await subject.stop();
  }
  const { id, version, kind } = connector;
  return { connector: id, version, kind, tier: tierOf(outcomes), outcomes, live: null };
}

/** One audit; whatever it throws is why it failed. A waiver bears with it to its last day and not longer. */
export async function runAudit(
  audit: Audit,
  subject: AuditSubject,
  today: LocalDate = dayOf(systemClock),
): Promise<AuditOutcome> {
  const { id, level, claim } = audit;
  const reason = audit.exempt?.(subject) ?? null;
  if (reason !== null) return { id, level, claim, status: 'not-applicable', detail: reason };
  try {
    await audit.run(subject);
    return { id, level, claim, status: 'passed', detail: '' };
  } catch (error) {
    const failure = errorMessage(error);
    const waiver = subject.connector.waivers?.find((each) => each.audit === id);
    if (waiver === undefined) return { id, level, claim, status: 'failed', detail: failure };
    if (waiver.until >= today) {
      const detail = `until ${waiver.until}: ${waiver.reason}`;
      return { id, level, claim, status: 'waived', detail };
    }
    const detail = `${failure} (its waiver ended on ${waiver.until})`;
    return { id, level, claim, status: 'failed', detail };
  }
}

export function tierOf(outcomes: readonly AuditOutcome[]): Tier {
  const failed = outcomes.filter(({ status }) => status === 'failed').map(({ level }) => level);
  if (failed.includes('MUST')) return 'none';
  return failed.includes('SHOULD') ? 'bronze' : 'silver';
}

/** Gold is silver with a live run of the last 90 days. It ends by itself, so it is never written down. */
export function tierOn(
  { tier, live }: Pick<AuditReport, 'tier' | 'live'>,
  today: LocalDate = dayOf(systemClock),
): Tier | 'gold' {
  const isFresh = live !== null && live.on <= today && addDays(live.on, LIVE_DAYS) >= today;
  return tier === 'silver' && isFresh ? 'gold' : tier;
}

/** The report as committed: no ports, no durations, so that the same code gives the same bytes. */
export function renderReport(report: AuditReport): string {
  const audits = report.outcomes.map(({ id, level, status, detail }) => ({
    id,
    level,
    status,
    ...(detail === '' ? {} : { detail: detail.replace(/127\.0\.0\.1:\d+/g, 'the simulator') }),
  }));
  const { connector, version, kind, tier, live } = report;
  const content = { connector, version, kind, tier, ...(live === null ? {} : { live }), audits };
  return `${JSON.stringify(content, null, 2)}\n`;
}
