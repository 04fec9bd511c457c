/**
 * Conformance audits for connectors: named, levelled, permanent checks that run offline against the connector's
 * simulator and fixtures. `describeConnector` makes them a jest suite, `auditConnector` a report; connector:check
 * prints it. Every audit has a mutant in mutants/: a connector broken in exactly that way, which it must catch.
 */
export type { Audit, AuditOutcome, AuditStatus } from './audit';
export { AuditFailure, verify } from './audit-failure';
export type { Booking } from './account-book';
export { AUDITS } from './catalogue';
export { describeConnector } from './describe-connector';
export { linesAsChunks } from './file-chunks';
export { auditLive, liveSettings, type LiveReport, type LiveSettings } from './live';
export {
  auditConnector,
  renderReport,
  runAudit,
  tierOf,
  tierOn,
  type AuditReport,
  type LiveRun,
  type Tier,
} from './run-audits';
export { AuditSubject, type SubjectOptions } from './subject';
