import {
  restrictionOf,
  retentionDaysOf,
  type Connector,
  type LicenceOverride,
  type RecordType,
  type UseRestriction,
} from '../connector-kit';
import { addDays, type LocalDate } from '../kernel';
import type { Transaction } from '../database';

/** Under which terms the records of one connection are stored. */
export interface UseTerms {
  restrictionOf(type: RecordType): UseRestriction;
  /** Days a record may be kept without being seen again; null without limit. */
  retentionDays: number | null;
  /** The first day a record last seen then must not be used any more; null when it may be kept. */
  expiresOn(seenAt: Date): LocalDate | null;
}

/** The terms of a connection: its connector's licence, and what the tenant's own contract says otherwise. */
export async function readUseTerms(
  tx: Transaction,
  source: { connectionId: string; connector: Pick<Connector, 'licence'> },
): Promise<UseTerms> {
  const [override] = await tx.query<LicenceOverride>(
    `SELECT use_restriction_override AS "useRestrictionOverride", retention_days_override AS "retentionDaysOverride"
     FROM connection WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, source.connectionId],
  );
  return useTerms(source.connector.licence, override ?? NO_OVERRIDE);
}

const NO_OVERRIDE: LicenceOverride = { useRestrictionOverride: null, retentionDaysOverride: null };

/** The same from an override that was read already. */
export function useTerms(licence: Connector['licence'], override: LicenceOverride): UseTerms {
  const days = retentionDaysOf(licence, override.retentionDaysOverride);
  return {
    retentionDays: days,
    restrictionOf: (type) => restrictionOf(licence, type, override.useRestrictionOverride),
    expiresOn: (seenAt) =>
      days === null ? null : addDays(seenAt.toISOString().slice(0, 10), days),
  };
}
