import { USE_RESTRICTIONS, type Licence, type UseRestriction } from './connector';
import type { RecordType } from './records';

/** What a connection's own contract with the provider says in the place of the connector's licence; null: nothing. */
export interface LicenceOverride {
  useRestrictionOverride: UseRestriction | null;
  retentionDaysOverride: number | null;
}

/** The stricter of two restrictions. */
export function stricterUse(left: UseRestriction, right: UseRestriction): UseRestriction {
  return USE_RESTRICTIONS.indexOf(left) >= USE_RESTRICTIONS.indexOf(right) ? left : right;
}

/**
 * What may be done with records of a type under a licence. A contract may loosen or tighten the licence as a whole; what
 * the licence says of single kinds of records is law, not contract, and stays at least that strict.
 */
export function restrictionOf(
  licence: Licence,
  type: RecordType,
  override: LicenceOverride['useRestrictionOverride'],
): UseRestriction {
  return stricterUse(override ?? licence.restriction, licence.byRecord?.[type] ?? 'NONE');
}

/** Days a fact may be kept without being seen again; null when there is no limit. The shorter of licence and contract. */
export function retentionDaysOf(
  licence: Licence,
  override: LicenceOverride['retentionDaysOverride'],
): number | null {
  if (override === null || licence.retentionDays === null) return override ?? licence.retentionDays;
  return Math.min(override, licence.retentionDays);
}

/** What may be done with a payload as it was received: it may hold any of its records, so the strictest of all. */
export function payloadRestriction(
  licence: Licence,
  override: LicenceOverride['useRestrictionOverride'],
): UseRestriction {
  return Object.values(licence.byRecord ?? {}).reduce(stricterUse, override ?? licence.restriction);
}
