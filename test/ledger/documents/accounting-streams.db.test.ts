/** An accounting API from its pages to the ledger: changes, deletions, what does not map, what a killed run left. */
import {
  contractError,
  decode,
  defineConnector,
  integer,
  object,
  ProviderConfig,
  text,
  type Connector,
  type Json,
  type Page,
} from '../../../src/connector-kit';
import { ensureConnection } from '../../../src/landing';
import { syncProviders } from '../../../src/use-cases/sync-providers';
import { fakeProvider } from '../../landing/landing';
import { aSeller, hubOf, useHubs } from '../../use-cases/seller';
import { aDocument } from './told';

const opened = useHubs();

class BooksConfig extends ProviderConfig {
  override baseUrl = 'https://registry.example';
}

const invoice = (number: string, open: number): Page['items'][number] => ({
  sourceKey: number,
  payload: { number, open },
});

/** An API whose runs give these pages, one run after another; after some page it may fail. */
function accounting(runs: (Page | Error)[][]): Connector {
  const fake = fakeProvider();
  return defineConnector<object>({
    ...fake.connector,
    kind: 'accounting',
    config: BooksConfig,
    streams: [
      {
        name: 'invoices',
        records: ['accountingDocument', 'party'],
        map(payload: Json) {
          const { number, open } = decode(object({ number: text, open: integer }), payload);
          if (open < 0) throw contractError('PAYLOAD_INVALID', 'open is below nothing');
          const openMinor = BigInt(open);
          return [aDocument(`invoice:${number}`, { number, amountMinor: 120_000n, openMinor })];
        },
        async *read() {
          for (const page of runs.shift() ?? []) {
            if (page instanceof Error) throw page;
            yield await Promise.resolve(page);
          }
        },
      },
    ],
  });
}

async function world(runs: (Page | Error)[][]): Promise<{
  sync(): Promise<string[]>;
  open(): Promise<string[]>;
  quarantined(): Promise<number>;
}> {
  const connector = accounting(runs);
  const hub = hubOf(opened(), { connectors: [connector] });
  const tenantId = await aSeller(hub);
  await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: connector.id, name: 'main', config: {} }),
  );
  const ask = <Row>(sql: string): Promise<Row[]> =>
    hub.database.tenant(tenantId, (tx) => tx.query<Row>(sql, [tenantId]));
  return {
    sync() {
      hub.clock.advanceMs(60_000);
      const signal = new AbortController().signal;
      return syncProviders(hub, { tenantId, connectionIds: null, signal });
    },
    async open() {
      const rows = await ask<{ said: string }>(
        `SELECT number || ' ' || open_minor AS said FROM receivable WHERE tenant_id = $1 AND open_minor <> 0 ORDER BY 1`,
      );
      return rows.map(({ said }) => said);
    },
    async quarantined() {
      const [row] = await ask<{ count: number }>(
        'SELECT count(*)::int AS count FROM quarantined_record WHERE tenant_id = $1',
      );
      return row?.count ?? 0;
    },
  };
}

const page = (items: Page['items'], more: Partial<Page> = {}): Page => ({
  items,
  checkpoint: {},
  ...more,
});

it('keeps what maps, puts aside what does not, and follows changes and deletions', async () => {
  const { sync, open, quarantined } = await world([
    [page([invoice('F1', 500), invoice('F2', 700), invoice('BAD', -1)])],
    [page([invoice('F1', 300)])],
    [page([], { gone: ['F2'] })],
    [page([invoice('F2', 700)])],
  ]);
  expect(await sync()).toHaveLength(1);
  expect(await open()).toEqual(['F1 500', 'F2 700']);
  expect(await quarantined()).toBe(1);
  await sync();
  expect(await open()).toEqual(['F1 300', 'F2 700']);
  await sync();
  expect(await open()).toEqual(['F1 300']);
  await sync();
  expect(await open()).toEqual(['F1 300', 'F2 700']);
  expect(await sync()).toEqual([]);
});

it('counts what arrived before the API failed', async () => {
  const broken = contractError('PROVIDER_BROKEN', 'the second page is none');
  const { sync, open } = await world([[page([invoice('F1', 500)]), broken], []]);
  await sync();
  expect(await open()).toEqual(['F1 500']);
});

it('makes what has just arrived known to the planner before claims are computed from it', async () => {
  const invoices = Array.from({ length: 150 }, (_, n) => invoice(`N${n}`, 100));
  const { sync, open } = await world([[page(invoices)]]);
  const known = async (): Promise<number> => {
    const [row] = await opened().test.query<{ known: number }>(
      "SELECT reltuples::int AS known FROM pg_class WHERE oid = 'accounting_document'::regclass",
    );
    return row?.known ?? 0;
  };
  // Without it every step of the computation goes over all of them once for each: hours, for a hundred thousand.
  expect(await known()).toBeLessThan(150);
  await sync();
  expect(await open()).toHaveLength(150);
  expect(await known()).toBeGreaterThanOrEqual(150);
});
