/** Runs the audits on a connector and computes the tier it has earned. */
import { errorMessage } from '../../kernel';
import type { Connector } from '../connector';
import type { Audit, AuditOutcome } from './audit';
import { AUDITS } from './catalogue';
import { AuditSubject, type SubjectOptions } from './subject';

/** Bronze: every MUST that applies stands; silver: every SHOULD as well. Computed, never claimed. */
export type Tier = 'none' | 'bronze' | 'silver';

export interface AuditReport {
  connector: string;
  version: string;
  kind: string;
  tier: Tier;
  outcomes: AuditOutcome[];
}

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
  return { connector: id, version, kind, tier: tierOf(outcomes), outcomes };
}

/** One audit; whatever it throws is why it failed. */
export async function runAudit(audit: Audit, subject: AuditSubject): Promise<AuditOutcome> {
  const { id, level, claim } = audit;
  const reason = audit.exempt?.(subject) ?? null;
  if (reason !== null) return { id, level, claim, status: 'not-applicable', detail: reason };
  try {
    await audit.run(subject);
    return { id, level, claim, status: 'passed', detail: '' };
  } catch (error) {
    return { id, level, claim, status: 'failed', detail: errorMessage(error) };
  }
}

export function tierOf(outcomes: readonly AuditOutcome[]): Tier {
  const failed = outcomes.filter(({ status }) => status === 'failed').map(({ level }) => level);
  if (failed.includes('MUST')) return 'none';
  return failed.includes('SHOULD') ? 'bronze' : 'silver';
}

/** The report as committed: no dates, no ports, no durations, so that the same code gives the same bytes. */
export function renderReport(report: AuditReport): string {
  const audits = report.outcomes.map(({ id, level, status, detail }) => ({
    id,
    level,
    status,
    ...(detail === '' ? {} : { detail: detail.replace(/127\.0\.0\.1:\d+/g, 'the simulator') }),
  }));
  const { connector, version, kind, tier } = report;
  return `${JSON.stringify({ connector, version, kind, tier, audits }, null, 2)}\n`;
}
