/** A company of which an open register, an internal source and a bureau each say something nobody else says. */
import {
  createApiKey,
  createTenant,
  API_ROLES,
  type ApiRole,
  type Database,
} from '../../src/database';
import type { UnifiedRecord, UseRestriction } from '../../src/connector-kit';
import { stableId } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { confirmMatch, ensureCustomers } from '../../src/unify';
import { storeCompanyRecords } from '../../src/unify/store-company-records';
import { NOW, TODAY } from '../reports/seller-fixture';
import { company, notice, officer, SIREN } from '../unify/tenant';

export interface RestrictedBooks {
  tenantId: string;
  companyId: string;
  customerId: string;
  keys: Readonly<Record<ApiRole, string>>;
}

/** Values by who says them; none of them may turn up where its restriction forbids it. */
export const PLANTED: Readonly<Record<UseRestriction, readonly string[]>> = {
  NONE: ['OPENVILLE', 'A-OPEN-NOTICE'],
  INTERNAL_ONLY: ['INTERNAL TRADE NAME', 'INTERNAL OFFICER', '31337', 'INTERNAL-SCORE'],
  NO_REDISTRIBUTION: ['FR99SECRET', 'BUREAU-SCORE', 'BUREAU NOTICE', '73313', 'BUREAU OFFICER'],
};

export async function restrictedBooks(database: Database, slug: string): Promise<RestrictedBooks> {
  const { tenantId } = await createTenant(database, { slug });
  await hear(database, tenantId, { connectorId: 'recherche-entreprises', restriction: 'NONE' }, [
    company({ name: 'ACME', city: 'OPENVILLE' }),
    notice({ sourceKey: 'A-OPEN-NOTICE', kind: 'MODIFIED', title: 'A-OPEN-NOTICE' }),
  ]);
  await hear(database, tenantId, { connectorId: 'pappers', restriction: 'INTERNAL_ONLY' }, [
    company({ city: 'ELSEWHERE', tradeName: 'INTERNAL TRADE NAME' }),
    officer('INTERNAL OFFICER'),
    statement('2024-12-31', 31_337n),
    score('INTERNAL-SCORE'),
  ]);
  await hear(database, tenantId, { connectorId: 'creditsafe', restriction: 'NO_REDISTRIBUTION' }, [
    company({ vatNumber: 'FR99SECRET', capitalMinor: 7_331_300n, employeesMin: 10 }),
    officer('BUREAU OFFICER'),
    statement('2025-12-31', 73_313n),
    score('BUREAU-SCORE'),
    notice({ sourceKey: 'BUREAU NOTICE', title: 'BUREAU NOTICE' }),
  ]);
  return database.tenant(tenantId, async (tx) => {
    const { connectionId } = await ensureConnection(tx, draft('fec'));
    const customerId = stableId(connectionId, 'customer', 'C1');
    const parties = [{ customerId, account: 'C1', name: 'Acme', isPooled: false }];
    const target = { connectionId, currency: 'EUR', at: NOW, isLatest: true };
    await ensureCustomers(tx, target, parties);
    await confirmMatch(tx, { customerId, siren: SIREN, decidedBy: 'marie', at: NOW });
    const keys: Partial<Record<ApiRole, string>> = {};
    for (const role of API_ROLES) keys[role] = await createApiKey(tx, { role, label: role });
    const companyId = stableId(tenantId, SIREN);
    return { tenantId, companyId, customerId, keys: keys as Record<ApiRole, string> };
  });
}

/** An open notice that corrects the bureau's. */
export async function correctBureauNotice(database: Database, tenantId: string): Promise<void> {
  const corrects = { relation: 'RECTIFIES', relatedKey: 'BUREAU NOTICE' } as const;
  const correction = notice({ sourceKey: 'CORRECTION', title: 'CORRECTION', ...corrects });
  const register = { connectorId: 'recherche-entreprises', restriction: 'NONE' } as const;
  await hear(database, tenantId, register, [correction]);
}

const draft = (connectorId: string): Parameters<typeof ensureConnection>[1] => ({
  ...{ connectorId, name: 'x', config: {} },
});

async function hear(
  database: Database,
  tenantId: string,
  source: { connectorId: string; restriction: UseRestriction },
  records: readonly UnifiedRecord[],
): Promise<void> {
  const { connectorId, restriction: useRestriction } = source;
  await database.tenant(tenantId, async (tx) => {
    const { connectionId } = await ensureConnection(tx, draft(connectorId));
    const from = { connectionId, connectorId, stream: 's', sourceKey: 'k', fetchedAt: NOW };
    await storeCompanyRecords(
      tx,
      records.map((record) => ({ record, source: { ...from, useRestriction } })),
      { at: NOW, asOf: TODAY, types: ['company', 'officer', 'legalEvent'] },
    );
  });
}

function statement(closedOn: string, turnover: bigint): UnifiedRecord {
  return {
    ...{ type: 'financialStatement', sourceKey: `S ${closedOn}`, siren: SIREN, closedOn },
    ...{ months: 12, scope: 'COMPANY', confidentiality: 'PUBLIC', currency: 'EUR' },
    ...{ filedOn: null, items: { turnover: turnover * 100n } },
  };
}

function score(value: string): UnifiedRecord {
  return {
    ...{ type: 'providerScore', sourceKey: value, siren: SIREN, scale: 'TEST', value },
    ...{ absentBecause: null, higherIsSafer: true, computedOn: '2026-05-31' },
    ...{ measures: 'FAILURE', horizonMonths: 12 },
  };
}
