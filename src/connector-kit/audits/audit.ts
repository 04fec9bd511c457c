/** What an audit is: a permanent id, a level after RFC 2119, a claim about the connector, and the way to refute it. */
import type { AuditSubject } from './subject';

export type AuditLevel = 'MUST' | 'SHOULD' | 'MAY';

export interface Audit {
  /** Never reused, never renumbered. */
  id: string;
  level: AuditLevel;
  /** Ends the sentence "the connector …". */
  claim: string;
  /** Why the claim says nothing about this connector; null when it applies. */
  exempt?(subject: AuditSubject): string | null;
  /** Resolves when the claim stands. Throws AuditFailure, or whatever the connector threw, when it does not. */
  run(subject: AuditSubject): Promise<void>;
}

/** Waived: it failed, and the connector's declaration says why that is borne with until when. */
export type AuditStatus = 'passed' | 'failed' | 'waived' | 'not-applicable';

export interface AuditOutcome {
  id: string;
  level: AuditLevel;
  claim: string;
  status: AuditStatus;
  /** Why it failed, is waived or does not apply; "" when it passed. */
  detail: string;
}
