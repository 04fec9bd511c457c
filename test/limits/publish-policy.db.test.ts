import { createTenant, Database } from '../../src/database';
import { addDays, silentLogger } from '../../src/kernel';
import {
  DEFAULT_CREDIT_POLICY,
  policyHistory,
  policyInForce,
  policyNamed,
  policyRecord,
  publishPolicy,
  type PolicyDraft,
  type Publication,
} from '../../src/limits';
import { useDatabase } from '../support/postgres';
import { changed, draftDocument } from './policies/policy-examples';

let database: Database;
let tenants = 0;

afterAll(() => database.close());
const test = useDatabase();

beforeAll(async () => {
  database = await Database.connect({ url: test().url, logger: silentLogger, poolSize: 10 });
});

const TODAY = '2026-03-02';

async function aTenant(currency = 'EUR'): Promise<string> {
  const { tenantId } = await createTenant(database, { slug: `publisher-${++tenants}` });
  await test().query('UPDATE tenant SET books_currency = $2 WHERE tenant_id = $1', [
    ...[tenantId, currency],
  ]);
  return tenantId;
}

function publish(tenantId: string, changes: Partial<PolicyDraft> = {}): Promise<Publication> {
  const draft: PolicyDraft = {
    ...{ document: draftDocument(), effectiveOn: null, publishedBy: 'Ada', comment: null },
    ...{ today: TODAY, at: new Date(`${TODAY}T09:00:00Z`) },
    ...changes,
  };
  return database.tenant(tenantId, (tx) => publishPolicy(tx, draft));
}

const named = (name: string): object => changed('name', name);

async function inForce(tenantId: string, asOf: string): Promise<string> {
  return database.tenant(tenantId, async (tx) => (await policyInForce(tx, asOf)).name);
}

describe('publishing a policy', () => {
  it('before it, the built-in one is in force', async () => {
    const tenantId = await aTenant();
    await database.tenant(tenantId, async (tx) => {
      expect(await policyInForce(tx, TODAY)).toBe(DEFAULT_CREDIT_POLICY);
      expect(await policyHistory(tx, TODAY)).toMatchObject([{ version: 0, standing: 'IN_FORCE' }]);
      expect(await policyRecord(tx, 7, TODAY)).toBeNull();
      expect(await policyRecord(tx, -1, TODAY)).toBeNull();
    });
  });

  it('puts it in force, as written, with its number', async () => {
    const tenantId = await aTenant();
    expect(await publish(tenantId, { document: named('First') })).toEqual({
      ...{ version: 1, isNew: true, boundedBy: null },
    });
    await database.tenant(tenantId, async (tx) => {
      const policy = await policyInForce(tx, TODAY);
      expect(policy).toEqual({ ...DEFAULT_CREDIT_POLICY, version: 'policy-1', name: 'First' });
      expect(await policyNamed(tx, 'policy-1')).toBe(policy);
      expect(await policyNamed(tx, 'default-1')).toBe(DEFAULT_CREDIT_POLICY);
      expect(await policyNamed(tx, 'manual')).toBeNull();
      await expect(policyNamed(tx, 'policy-2')).rejects.toMatchObject({
        code: 'CREDIT_POLICY_NOT_FOUND',
      });
      expect(await policyRecord(tx, null, TODAY)).toMatchObject({
        ...{ version: 1, publishedBy: 'Ada', effectiveOn: TODAY, standing: 'IN_FORCE' },
      });
      expect(await policyRecord(tx, 0, TODAY)).toMatchObject({ standing: 'SUPERSEDED' });
    });
  });

  it('the same document again is the same version, also days later and written otherwise', async () => {
    const tenantId = await aTenant();
    await publish(tenantId);
    const written = changed('need.least', '5000.0');
    for (const today of [TODAY, addDays(TODAY, 3)]) {
      expect(await publish(tenantId, { document: written, today })).toEqual({
        ...{ version: 1, isNew: false, boundedBy: null },
      });
    }
    const later = addDays(TODAY, 10);
    expect(await publish(tenantId, { effectiveOn: later })).toMatchObject({ version: 2 });
  });

  it('an older document again is a new version', async () => {
    const tenantId = await aTenant();
    await publish(tenantId, { document: named('First') });
    await publish(tenantId, { document: named('Second') });
    expect(await publish(tenantId, { document: named('First') })).toMatchObject({ version: 3 });
    expect(await inForce(tenantId, TODAY)).toBe('First');
  });

  it('for a later day, it is in force from that day on', async () => {
    const tenantId = await aTenant();
    const day = '2026-04-01';
    await publish(tenantId, { document: named('Spring'), effectiveOn: day });
    expect(await inForce(tenantId, '2026-03-31')).toBe(DEFAULT_CREDIT_POLICY.name);
    expect(await inForce(tenantId, day)).toBe('Spring');
    const standings = await database.tenant(tenantId, (tx) => policyHistory(tx, TODAY));
    expect(standings.map(({ standing }) => standing)).toEqual(['SCHEDULED', 'IN_FORCE']);
  });

  it('a later version for an earlier day supersedes what was to begin', async () => {
    const tenantId = await aTenant();
    await publish(tenantId, { document: named('Spring'), effectiveOn: '2026-04-01' });
    await publish(tenantId, { document: named('Now') });
    expect(await inForce(tenantId, '2026-05-01')).toBe('Now');
    const history = await database.tenant(tenantId, (tx) => policyHistory(tx, TODAY));
    expect(history.map(({ supersedes }) => supersedes)).toEqual([[1], [], []]);
    expect(history.map(({ version, standing }) => [version, standing])).toEqual([
      [2, 'IN_FORCE'],
      [1, 'SUPERSEDED'],
      [0, 'SUPERSEDED'],
    ]);
  });

  it('two at once have two versions, and the same one twice has one', async () => {
    const tenantId = await aTenant();
    const different = await Promise.all(
      Array.from({ length: 6 }, (_, n) => publish(tenantId, { document: named(`Policy ${n}`) })),
    );
    expect(different.map((each) => 'version' in each && each.version).sort()).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    const same = await Promise.all(
      Array.from({ length: 4 }, () => publish(tenantId, { document: named('Same') })),
    );
    expect(same.filter((each) => 'isNew' in each && each.isNew)).toHaveLength(1);
    expect(new Set(same.map((each) => 'version' in each && each.version))).toEqual(new Set([7]));
  });

  it('is refused for a day that is past, in another currency than the books, or when it is none', async () => {
    const tenantId = await aTenant('CHF');
    await expect(publish(tenantId, { effectiveOn: '2026-03-01' })).rejects.toMatchObject({
      ...{ code: 'CREDIT_POLICY_BACKDATED', place: { field: 'effectiveOn' } },
    });
    await expect(publish(tenantId, { comment: 'x'.repeat(2_001) })).rejects.toMatchObject({
      code: 'CREDIT_POLICY_COMMENT_TOO_LONG',
    });
    expect(await publish(tenantId)).toMatchObject({
      problems: [{ path: 'currency', message: expect.stringContaining('kept in CHF') as string }],
    });
    expect(await publish(tenantId, { document: {} })).toHaveProperty('problems[0].path', 'name');
    expect(await database.tenant(tenantId, (tx) => policyHistory(tx, TODAY))).toHaveLength(1);
  });

  it('is one tenant’s own, and what was published cannot be changed', async () => {
    const [mine, theirs] = [await aTenant(), await aTenant()];
    await publish(mine, { document: named('Mine') });
    expect(await inForce(theirs, TODAY)).toBe(DEFAULT_CREDIT_POLICY.name);
    await database.tenant(theirs, async (tx) => {
      expect(await policyRecord(tx, 1, TODAY)).toBeNull();
    });
    for (const sql of [`UPDATE credit_policy SET comment = ''`, 'DELETE FROM credit_policy']) {
      await expect(database.tenant(mine, (tx) => tx.execute(sql))).rejects.toThrow(/permission/);
    }
  });

  it('keeps names as they are, whatever they look like', async () => {
    const tenantId = await aTenant();
    const name = `'); DROP TABLE credit_policy; -- $1 "é" \\ %s`;
    await publish(tenantId, { document: named(name), comment: name, publishedBy: name });
    expect(await inForce(tenantId, TODAY)).toBe(name);
    const record = await database.tenant(tenantId, (tx) => policyRecord(tx, 1, TODAY));
    expect(record).toMatchObject({ comment: name, publishedBy: name, document: { name } });
  });
});
