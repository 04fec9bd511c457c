import { createTenant, Database, findTenant, listTenants, TenantEntity } from '../../src/database';
import { entities } from '../../src/entities';
import { newId, silentLogger, stableId } from '../../src/kernel';
import { ConnectionEntity } from '../../src/landing/connection.entity';
import { ReceivableEntity } from '../../src/ledger/receivable.entity';
import { useDatabase } from '../support/postgres';

const server = useDatabase();
let database: Database;
let tenantId = '';

const connection = (name: string): ConnectionEntity =>
  Object.assign(new ConnectionEntity(), {
    tenantId,
    connectionId: stableId(tenantId, name),
    connectorId: 'fec',
    name,
    config: {},
  });

describe('Transaction.manager', () => {
  beforeAll(async () => {
    database = await Database.connect({ url: server().url, logger: silentLogger, entities });
    tenantId = (await createTenant(database, { slug: 'acme' })).tenantId;
  });
  afterAll(() => database.close());

  it('finds a tenant by its slug, and all of them in order', async () => {
    await createTenant(database, { slug: 'aardvark', name: 'Aardvark SA', booksCurrency: 'CHF' });
    expect((await listTenants(database)).map(({ slug }) => slug)).toEqual(['aardvark', 'acme']);
    expect(await findTenant(database, 'aardvark')).toMatchObject({
      tenantId: stableId('tenant', 'aardvark'),
      name: 'Aardvark SA',
      booksCurrency: 'CHF',
      timeZone: 'Europe/Paris',
    });
    expect(await findTenant(database, 'nobody')).toBeNull();
  });

  it('saves in the running transaction, and rolls back with it', async () => {
    const failing = database.tenant(tenantId, async (tx) => {
      await tx.manager.save(connection('kept no longer than this'));
      expect(await tx.manager.countBy(ConnectionEntity, { tenantId })).toBe(1);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await database.tenant(tenantId, async (tx) => {
      expect(await tx.manager.countBy(ConnectionEntity, { tenantId })).toBe(0);
    });
  });

  it('keeps the tenant of the transaction through a save', async () => {
    await database.tenant(tenantId, async (tx) => {
      const saved = await tx.manager.save(connection('books'));
      expect(saved).toMatchObject({ status: 'ACTIVE', config: {} });
      expect(saved.createdAt).toBeInstanceOf(Date);
      expect(await tx.query('SELECT current_tenant() AS id')).toEqual([{ id: tenantId }]);
    });
  });

  it('shows a tenant its own rows only, and takes none for another', async () => {
    const other = (await createTenant(database, { slug: 'other' })).tenantId;
    await database.tenant(other, async (tx) => {
      expect(await tx.manager.find(ConnectionEntity)).toEqual([]);
      expect((await tx.manager.find(TenantEntity)).map(({ slug }) => slug)).toEqual(['other']);
    });
    const forged = database.tenant(other, (tx) => tx.manager.save(connection('x')));
    await expect(forged).rejects.toThrow('row-level security');
  });

  it('carries amounts beyond 2^53 and days without a time zone unchanged', async () => {
    const claim = Object.assign(new ReceivableEntity(), {
      tenantId,
      receivableId: newId(),
      customerId: newId(),
      connectionId: newId(),
      kind: 'INVOICE',
      number: 'F-1',
      label: 'Facture',
      account: '411000',
      issuedOn: '2024-02-29',
      dueOn: null,
      dueDateSource: 'NONE',
      currency: 'EUR',
      totalMinor: 9_007_199_254_740_993n,
      openMinor: -1n,
      isDoubtful: false,
      sourceFileId: newId(),
      sourceLine: 2,
      lastEffectiveOn: '2024-02-29',
      changedAt: new Date('2024-03-01T12:00:00Z'),
    });
    await database.tenant(tenantId, async (tx) => {
      await tx.manager.insert(ReceivableEntity, claim);
      const { receivableId } = claim;
      const found = await tx.manager.findOneByOrFail(ReceivableEntity, { tenantId, receivableId });
      expect(found).toMatchObject(Object.assign(claim, { isDisputed: false }));
    });
  });
});
