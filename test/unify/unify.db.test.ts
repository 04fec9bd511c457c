import { contractError, silentLogger, transientError } from '../../src/kernel';
import type { CompanyCandidate } from '../../src/connector-kit';
import { customersMatchedSince, unifyStream, type CompanySearch } from '../../src/unify';
import { ensureConnection } from '../../src/landing';
import { landItems } from '../../src/landing/raw-record';
import { fakeProvider } from '../landing/landing';
import { candidate, company, notice, officer, OTHER, SIREN, useTenants } from './tenant';

const newTenant = useTenants();

describe('matching customers', () => {
  const acme = (): Promise<CompanyCandidate[]> =>
    Promise.resolve([candidate(SIREN, 'ACME BATIMENT')]);

  it('takes the one that fits, never asks about pooled accounts, asks each name once', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme Bâtiment SARL', 'C2=Zebra', 'D1*=DIVERS');
    const asked: string[] = [];
    const search: CompanySearch = (query) => {
      asked.push(query.name);
      return acme();
    };
    expect(await tenant.match(search)).toEqual({ automatic: 1, suggested: 0, withoutCandidate: 1 });
    expect(asked.sort()).toEqual(['ACME BATIMENT', 'ZEBRA']);
    await tenant.match(search);
    expect(asked).toHaveLength(2);
    expect(await tenant.matches()).toEqual([
      `C1 AUTOMATIC ${SIREN}`,
      'C2 NO_CANDIDATE -',
      'D1 POOLED -',
    ]);
  });

  it('believes a SIREN that the books write, without asking', async () => {
    const tenant = await newTenant();
    await tenant.customers(`C1=ACME ${SIREN}`);
    await tenant.match(() => Promise.reject(new Error('not asked')));
    expect(await tenant.matches()).toEqual([`C1 AUTOMATIC ${SIREN}`]);
  });

  it('remembers a confirmation over a changed name, and searches an automatic match again', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme Bâtiment', 'C2=Acme Bâtiment');
    await tenant.confirm('C1', OTHER);
    await tenant.match(acme);
    expect(await tenant.matches()).toEqual([`C1 CONFIRMED ${OTHER}`, `C2 AUTOMATIC ${SIREN}`]);
    await tenant.customers('C1=Tout autre nom', 'C2=Tout autre nom');
    await tenant.match(acme);
    expect(await tenant.matches()).toEqual([`C1 CONFIRMED ${OTHER}`, 'C2 NO_CANDIDATE -']);
  });

  it('counts a customer that lost its company among those to score again', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme Bâtiment');
    await tenant.match(acme);
    await tenant.customers('C1=Tout autre nom');
    tenant.clock.advanceMs(1_000);
    const since = tenant.clock.now();
    await tenant.match(acme);
    const touched = await tenant.hub.tenant(tenant.tenantId, (tx) =>
      customersMatchedSince(tx, since),
    );
    expect(touched).toEqual([tenant.customerId('C1')]);
  });

  it('remembers a rejection over later searches and names, also of a SIREN in the name', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme Bâtiment', `C2=ACME BATIMENT ${SIREN}`);
    await tenant.match(acme);
    for (const account of ['C1', 'C2']) await tenant.reject(account, SIREN);
    await tenant.match(acme);
    expect(await tenant.matches()).toEqual(['C1 NO_CANDIDATE -', 'C2 NO_CANDIDATE -']);
    await tenant.customers('C1=Acme Batiment Nantes');
    await tenant.match(acme);
    expect((await tenant.matches())[0]).toBe('C1 NO_CANDIDATE -');
    await tenant.confirm('C1', SIREN);
    expect((await tenant.matches())[0]).toBe(`C1 CONFIRMED ${SIREN}`);
  });

  it('does not assign what was rejected while it searched', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme Bâtiment');
    await tenant.match(async () => {
      await tenant.reject('C1', SIREN);
      return acme();
    });
    expect(await tenant.matches()).toEqual(['C1 UNMATCHED -']);
    await tenant.match(acme);
    expect(await tenant.matches()).toEqual(['C1 NO_CANDIDATE -']);
  });

  it('keeps one confirmation when a person changes their mind, and none for a pooled account', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'D1*=DIVERS');
    await tenant.confirm('C1', SIREN);
    await tenant.confirm('C1', OTHER);
    const confirmed = await tenant.one(
      `SELECT siren FROM match_candidate WHERE tenant_id = $1 AND status = 'CONFIRMED'`,
    );
    expect(confirmed).toEqual([{ siren: OTHER }]);
    await expect(tenant.confirm('D1', SIREN)).rejects.toMatchObject({ code: 'CUSTOMER_POOLED' });
    await expect(tenant.confirm('C9', SIREN)).rejects.toMatchObject({ code: 'CUSTOMER_NOT_FOUND' });
    await expect(tenant.confirm('C1', '123')).rejects.toMatchObject({ code: 'INVALID_SIREN' });
  });

  it('goes past a name the registry cannot search, and ends', async () => {
    const tenant = await newTenant();
    const names = Array.from({ length: 120 }, (_, index) => `C${index}=Client ${index} Nantes`);
    await tenant.customers(...names, 'X=Mauvais');
    let asked = 0;
    const search: CompanySearch = ({ name }) => {
      asked++;
      const refused = contractError('PROVIDER_ANSWER_MALFORMED', 'nonsense');
      return name === 'MAUVAIS' ? Promise.reject(refused) : Promise.resolve([]);
    };
    expect(await tenant.match(search)).toMatchObject({ withoutCandidate: 120 });
    expect(asked).toBe(121);
    await tenant.match(search);
    expect(asked).toBe(122);
  });

  it('keeps what it found before the registry went down, and goes on from there', async () => {
    const tenant = await newTenant();
    await tenant.customers(
      ...Array.from({ length: 120 }, (_, index) => `C${index}=Client ${index}`),
    );
    let asked = 0;
    const search: CompanySearch = () => {
      const down = transientError('PROVIDER_UNAVAILABLE', 'down');
      return ++asked === 61 ? Promise.reject(down) : Promise.resolve([]);
    };
    await expect(tenant.match(search)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    const left = async (): Promise<number> =>
      (await tenant.matches()).filter((line) => line.includes('UNMATCHED')).length;
    expect(await left()).toBeGreaterThan(0);
    expect(await left()).toBeLessThan(70);
    await tenant.match(search);
    expect(await left()).toBe(0);
  });
});

describe('facts of companies', () => {
  it('are chosen per field: the State register first, then what is fresher', async () => {
    const tenant = await newTenant();
    await tenant.hear(
      'pappers',
      company({ name: 'ACME P', capitalMinor: 100_00n, city: 'NANTES' }),
    );
    expect(await tenant.company()).toMatchObject({ name: 'ACME P', city: 'NANTES' });
    await tenant.hear('recherche-entreprises', company({ name: 'ACME R', city: 'LYON' }));
    await tenant.hear(
      'pappers',
      company({ name: 'ACME P2', capitalMinor: 200_00n, city: 'PARIS' }),
    );
    expect(await tenant.company()).toMatchObject({
      ...{ name: 'ACME R', city: 'LYON', capital_minor: '20000' },
    });
    await tenant.hear('somebody-else', company({ name: 'ACME S', activityCode: '62.01Z' }));
    expect(await tenant.company()).toMatchObject({ name: 'ACME R', activity_code: '62.01Z' });
  });

  it('that a source withdraws are forgotten, and another source speaks', async () => {
    const tenant = await newTenant();
    await tenant.hear('pappers', company({ city: 'NANTES', postcode: '44000' }));
    await tenant.hear('recherche-entreprises', company({ city: 'LYON', ceasedOn: '2025-01-01' }));
    await tenant.hear('recherche-entreprises', company({ city: null }));
    expect(await tenant.company()).toMatchObject({ city: 'NANTES', ceased_on: null });
    await tenant.hear('pappers', company({ city: null, postcode: '44100' }));
    expect(await tenant.company()).toMatchObject({ city: null, postcode: '44100' });
  });

  it('of a person who opposed publication are not taken from another source', async () => {
    const tenant = await newTenant();
    await tenant.hear('pappers', company({ name: 'Jeanne Martin', addressLine: '1 rue X' }));
    const masked = company({ name: null, addressLine: null, isDiffusible: false, city: 'LYON' });
    await tenant.hear('recherche-entreprises', masked);
    expect(await tenant.company()).toMatchObject({
      ...{ name: null, address_line: null, is_diffusible: false, city: 'LYON' },
    });
  });

  it('told again change nothing', async () => {
    const tenant = await newTenant();
    const told = [company({ city: 'NANTES' }), officer('MARTIN'), notice()];
    await tenant.hear('pappers', ...told);
    const before = await tenant.one('SELECT * FROM company WHERE tenant_id = $1');
    await tenant.hear('pappers', ...told);
    expect(await tenant.one('SELECT * FROM company WHERE tenant_id = $1')).toEqual(before);
  });

  it('replace the officers of a source, also by none, and leave those of another', async () => {
    const tenant = await newTenant();
    const names = async (): Promise<unknown[]> =>
      (await tenant.one('SELECT name FROM officer WHERE tenant_id = $1 ORDER BY 1')).map(
        (row) => row['name'],
      );
    await tenant.hear('pappers', company(), officer('MARTIN'), officer('DURAND'));
    await tenant.hear('recherche-entreprises', company(), officer('MARTIN R'));
    await tenant.hear('pappers', company(), officer('DURAND'), officer('PETIT'));
    expect(await names()).toEqual(['DURAND', 'MARTIN R', 'PETIT']);
    await tenant.hear('pappers', company());
    expect(await names()).toEqual(['MARTIN R']);
  });
});

describe('a notice told by two providers', () => {
  test.each([
    ['the gazette last', ['pappers', 'bodacc']],
    ['the gazette first', ['bodacc', 'pappers']],
  ])('is one event, in the words of the gazette: %s', async (_, order) => {
    const tenant = await newTenant();
    const titles: Record<string, string> = { bodacc: 'Jugement de liquidation', pappers: 'LJ' };
    for (const connector of order)
      await tenant.hear(connector, notice({ title: titles[connector] ?? '' }));
    expect(await tenant.one('SELECT title FROM legal_event WHERE tenant_id = $1')).toEqual([
      { title: 'Jugement de liquidation' },
    ]);
    expect(await tenant.company()).toMatchObject({
      ...{ insolvency: 'LIQUIDATION', insolvency_event_key: 'A202600011' },
    });
  });

  it('takes over what its own provider corrects, in every field', async () => {
    const tenant = await newTenant();
    await tenant.hear('bodacc', notice({ kind: 'ACCOUNTS_FILED' }));
    await tenant.hear('bodacc', notice({ kind: 'ACCOUNTS_FILED', accountsClosedOn: '2025-12-31' }));
    expect(
      await tenant.one('SELECT accounts_closed_on AS on FROM legal_event WHERE tenant_id = $1'),
    ).toEqual([{ on: '2025-12-31' }]);
    await tenant.hear('bodacc', notice({ publishedOn: '2026-01-15' }));
    await tenant.hear('bodacc', notice({ publishedOn: '2026-01-16' }));
    expect(await tenant.company()).toMatchObject({ insolvency_on: '2026-01-16' });
  });
});

describe('landed records', () => {
  it('are mapped once; what cannot be mapped is set aside with its reason; going back is heard', async () => {
    const tenant = await newTenant();
    const fake = fakeProvider((payload) => {
      const { name } = payload as { name: string };
      if (name === '') throw contractError('FIELD_MISSING', 'no name', { place: { path: 'name' } });
      return [company({ name })];
    });
    const { connectionId } = await tenant.hub.tenant(tenant.tenantId, (tx) =>
      ensureConnection(tx, { connectorId: 'fake', name: 'main', config: {} }),
    );
    const say = async (name: string): Promise<unknown> => {
      tenant.clock.advanceMs(1_000);
      await tenant.hub.tenant(tenant.tenantId, (tx) => {
        const run = {
          connectionId,
          syncRunId: connectionId,
          stream: 'companies',
          at: tenant.clock.now(),
        };
        const bad = { sourceKey: 'bad', payload: { name: '' } };
        return landItems(tx, run, [{ sourceKey: 'k', payload: { name } }, bad]);
      });
      const { mapped, quarantined } = await unifyStream(
        {
          ...{ database: tenant.hub, clock: tenant.clock, logger: silentLogger },
          signal: new AbortController().signal,
        },
        { tenantId: tenant.tenantId, connectionId, connector: fake.connector, stream: fake.stream },
      );
      return [mapped, quarantined, (await tenant.company())['name']];
    };
    expect(await say('A')).toEqual([1, 1, 'A']);
    expect(await say('A')).toEqual([0, 0, 'A']);
    expect(await say('B')).toEqual([1, 0, 'B']);
    expect(await say('A')).toEqual([1, 0, 'A']);
    expect(
      await tenant.one(
        'SELECT source_key, code, path FROM quarantined_record WHERE tenant_id = $1',
      ),
    ).toEqual([{ source_key: 'bad', code: 'FIELD_MISSING', path: 'name' }]);
  });
});
