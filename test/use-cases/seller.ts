/** A tenant with customers matched to companies, and a hub that knows invented connectors. */
import { randomBytes } from 'node:crypto';
import type { Connector } from '../../src/connector-kit';
import { createTenant, Database } from '../../src/database';
import { entities } from '../../src/entities';
import { createHub, type Hub } from '../../src/hub';
import { completeSiren, FixedClock, silentLogger, stableId, type Logger } from '../../src/kernel';
import { ensureConnection, SecretKeys } from '../../src/landing';
import { confirmMatch, ensureCustomers } from '../../src/unify';
import { useDatabase, type TestDatabase } from '../support/postgres';

export const aKey = (): Buffer => randomBytes(32);

export interface Opened {
  database: Database;
  test: TestDatabase;
}

/** Call at the top of a file. */
export function useHubs(): () => Opened {
  let database: Database | undefined;
  afterAll(() => database?.close());
  const test = useDatabase();
  beforeAll(async () => {
    const { url } = test();
    database = await Database.connect({ url, logger: silentLogger, entities, poolSize: 16 });
  });
  return () => {
    if (database === undefined) throw new Error('useHubs() is ready inside tests and hooks');
    return { database, test: test() };
  };
}

export function hubOf(
  { database }: Opened,
  parts: { connectors: readonly Connector[]; keys?: readonly Buffer[]; logger?: Logger },
): Hub & { clock: FixedClock } {
  const clock = new FixedClock(new Date('2026-03-01T09:00:00Z'));
  const hub = createHub({
    database,
    clock,
    logger: parts.logger ?? silentLogger,
    connectors: parts.connectors,
    secretKeys: SecretKeys.of(parts.keys ?? [aKey()]),
    // Providers here are simulated: nobody gains by being given time.
    retry: { backoffBaseMs: 1 },
  });
  return { ...hub, clock };
}

let tenants = 0;

export async function aSeller(hub: Hub): Promise<string> {
  const slug = `seller-${++tenants}`;
  const { tenantId } = await createTenant(hub.database, { slug });
  return tenantId;
}

/** SIREN number n of an endless supply. */
export function sirenOf(n: number): string {
  return completeSiren(String(40_000_000 + n));
}

/** Makes these companies, and no others, the tenant's customers. */
export async function haveCustomers(
  hub: Hub,
  tenantId: string,
  sirens: readonly string[],
): Promise<void> {
  const at = hub.clock.now();
  await hub.database.tenant(tenantId, async (tx) => {
    const { connectionId } = await ensureConnection(tx, {
      connectorId: 'fec',
      name: 'files',
      config: {},
    });
    const idOf = (siren: string): string => stableId(connectionId, 'customer', siren);
    const parties = sirens.map((siren) => ({
      customerId: idOf(siren),
      account: siren,
      name: `Customer ${siren}`,
      isPooled: false,
    }));
    await tx.execute('UPDATE customer SET company_id = NULL WHERE tenant_id = $1', [tenantId]);
    await ensureCustomers(tx, { connectionId, currency: 'EUR', at, isLatest: true }, parties);
    for (const siren of sirens) {
      await confirmMatch(tx, { customerId: idOf(siren), siren, decidedBy: 'marie', at });
    }
  });
}
