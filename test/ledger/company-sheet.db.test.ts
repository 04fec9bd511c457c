import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector, UnifiedRecord } from '../../src/connector-kit';
import { ensureConnection } from '../../src/landing';
import { applyFile, type AppliedFile } from '../../src/ledger';
import { fileChunks, identifyFile, landFile, sourceFileIdOf } from '../../src/landing';
import { tellCompanyChanges } from '../../src/use-cases/tell-company-changes';
import { confirmMatch, ensureCustomers, type CompanyChange } from '../../src/unify';
import { stableId } from '../../src/kernel';
import { score } from '../unify/company-profile';
import { OPEN_LICENCE } from '../unify/licences';
import { company, SIREN } from '../unify/tenant';
import { useShelf } from './books';

const shelf = useShelf();

/** A connector that says of companies what a test says, whatever the file. */
function sheetSaying(records: UnifiedRecord[]): Connector {
  const summary = {
    ...{ encoding: 'utf-8', separator: ';', columns: [], dataLines: records.length },
    ...{ periodStart: null, periodEnd: null, currency: 'EUR', letteringCoverage: null },
    ...{ totalDebitMinor: 0n, totalCreditMinor: 0n, warnings: [] },
  };
  const read = async function* (): AsyncGenerator<
    { records: UnifiedRecord[]; quarantine: never[] },
    typeof summary
  > {
    yield await Promise.resolve({ records, quarantine: [] });
    return summary;
  };
  const file = { sniff: () => true, read };
  return { id: 'sheet', version: '1', licence: OPEN_LICENCE, file } as unknown as Connector;
}

describe('a sheet of companies', () => {
  it('is imported like a ledger: once, with its changes told to the customer it is about', async () => {
    const { hub, openBooks, folder, clock } = shelf();
    const { tenantId } = await openBooks();
    const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
      ensureConnection(tx, { connectorId: 'sheet', name: 'files', config: {} }),
    );
    const customerId = stableId(connectionId, 'customer', 'C1');
    await hub.database.tenant(tenantId, async (tx) => {
      const at = clock.now();
      const target = { connectionId, currency: 'EUR', at, isLatest: true };
      await ensureCustomers(tx, target, [
        { customerId, account: 'C1', name: 'A', isPooled: false },
      ]);
      await confirmMatch(tx, { customerId, siren: SIREN, decidedBy: 'marie', at });
    });
    const importSheet = async (name: string, ...records: UnifiedRecord[]): Promise<AppliedFile> => {
      clock.advanceMs(1_000);
      const path = join(folder, name);
      writeFileSync(path, name);
      const identity = await identifyFile(path);
      const target = { tenantId, connectionId };
      const landed = landFile(hub.database, { ...target, at: clock.now() }, identity);
      return applyFile(
        { ...hub, onChanges: tellCompanyChanges },
        {
          ...{ ...target, name, connector: sheetSaying(records), config: {}, landed },
          sourceFileId: sourceFileIdOf(connectionId, identity),
          chunks: fileChunks(path),
          signal: new AbortController().signal,
        },
      );
    };
    const first = await importSheet('a.csv', company({ city: 'NANTES' }), score());
    expect(first).toMatchObject({ landed: 2, quarantined: 0, customerIds: [customerId] });
    const events = (): Promise<{ type: string; data: Record<string, unknown> }[]> =>
      shelf()
        .database()
        .query(
          'SELECT type, customer_id, data FROM event WHERE tenant_id = $1 ORDER BY written_seq',
          [tenantId],
        );
    expect(await events()).toEqual([]);
    const moved = [company({ city: 'LYON' }), score({ value: '3', computedOn: '2026-02-01' })];
    await importSheet('b.csv', ...moved);
    await importSheet('c.csv', ...moved);
    expect(await events()).toEqual([
      {
        ...{ type: 'COMPANY_CHANGED', customer_id: customerId },
        data: expect.objectContaining({
          ...{ siren: SIREN, facet: 'FACT', field: 'city', before: 'NANTES', after: 'LYON' },
        }) as unknown,
      },
      {
        ...{ type: 'PROVIDER_SCORE_CHANGED', customer_id: customerId },
        data: expect.objectContaining({ field: 'ELLISPHERE_10', connector: 'sheet' }) as unknown,
      },
    ]);
  });
});

describe('what a provider restricts', () => {
  it('is told to all who follow the log without its values', async () => {
    const { hub, openBooks, clock } = shelf();
    const { tenantId } = await openBooks();
    const companyId = stableId(tenantId, SIREN);
    await hub.database.tenant(tenantId, async (tx) => {
      const { connectionId } = await ensureConnection(tx, {
        ...{ connectorId: 'fec', name: 'files', config: {} },
      });
      const customerId = stableId(connectionId, 'customer', 'C1');
      const target = { connectionId, currency: 'EUR', at: clock.now(), isLatest: true };
      const party = { customerId, account: 'C1', name: 'A', isPooled: false };
      await ensureCustomers(tx, target, [party]);
      await confirmMatch(tx, { customerId, siren: SIREN, decidedBy: 'marie', at: clock.now() });
      const change: CompanyChange = {
        restriction: 'INTERNAL_ONLY',
        ...{ companyId, facet: 'PROVIDER_SCORE', field: 'X', connectionId, connectorId: 'x' },
        sourceKey: 'k9',
        ...{ before: { value: 'secret-1' }, after: { value: 'secret-2' } },
      };
      const nobodys = { ...change, companyId: stableId(tenantId, 'nobody') };
      await tellCompanyChanges(tx, [change, { ...nobodys, restriction: 'NONE' }], clock.now());
    });
    const rows = await shelf()
      .database()
      .query<{ data: object }>('SELECT data FROM event WHERE tenant_id = $1', [tenantId]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/secret|k9/);
    expect(rows[0]?.data).toMatchObject({ restriction: 'INTERNAL_ONLY', field: 'X' });
  });
});
