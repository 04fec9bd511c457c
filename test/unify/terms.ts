import type { Licence, UnifiedRecord, UseRestriction } from '../../src/connector-kit';
import type { LocalDate } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { applyTerms } from '../../src/unify';
import { storeCompanyRecords } from '../../src/unify/store-company-records';
import { OPEN_LICENCE } from './licences';
import type { Tenant } from './tenant';

const TYPES = ['company', 'officer', 'legalEvent', 'financialStatement', 'providerScore'] as const;

/** What a connector says under terms, all at once; answers its connection. */
export async function hearUnder(
  tenant: Tenant,
  source: {
    connectorId: string;
    useRestriction?: UseRestriction;
    expiresOn?: LocalDate | null;
    at?: Date;
  },
  ...records: UnifiedRecord[]
): Promise<string> {
  tenant.clock.advanceMs(1_000);
  const at = source.at ?? tenant.clock.now();
  const { connectorId, useRestriction = 'NONE', expiresOn = null } = source;
  return tenant.hub.tenant(tenant.tenantId, async (tx) => {
    const { connectionId } = await ensureConnection(tx, { connectorId, name: 'x', config: {} });
    const from = { connectionId, connectorId, stream: 's', sourceKey: 'k', fetchedAt: at };
    await storeCompanyRecords(
      tx,
      records.map((record) => ({ record, source: { ...from, useRestriction, expiresOn } })),
      { at: tenant.clock.now(), asOf: '2026-03-01', types: TYPES },
    );
    return connectionId;
  });
}

/** Holds what a connection said to a licence. */
export function holdTo(
  tenant: Tenant,
  connectionId: string,
  licence: Partial<Licence>,
): ReturnType<typeof applyTerms> {
  const at = tenant.clock.now();
  const asOf = at.toISOString().slice(0, 10);
  const connector = { licence: { ...OPEN_LICENCE, ...licence } };
  return tenant.hub.tenant(tenant.tenantId, (tx) =>
    applyTerms(tx, { connectionId, connector }, { at, asOf }),
  );
}
