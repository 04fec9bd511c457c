/** How an audit says no. */

/** The claim does not stand, and why. */
export class AuditFailure extends Error {}

/** Fails the audit unless the condition holds. */
export function verify(condition: boolean, detail: string | (() => string)): asserts condition {
  if (!condition) throw new AuditFailure(typeof detail === 'string' ? detail : detail());
}
