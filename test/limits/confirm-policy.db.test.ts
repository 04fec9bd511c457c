/** What one person allows by a policy, and what it takes for it to stand. */
import { stableId } from '../../src/kernel';
import {
  approveCreditLimit,
  policyInForce,
  policyRecord,
  previewPolicy,
  publishPolicy,
  rejectCreditLimit,
  type PolicyDraft,
  type Publication,
} from '../../src/limits';
import { DAY, START, useCreditBooks, type CreditBooks } from './credit-books';
import { changed } from './policies/policy-examples';

const newBooks = useCreditBooks();
let books: CreditBooks;
beforeEach(async () => {
  books = await newBooks();
});

const ANNE = stableId('anne');

const wider = (): object => changed('segments[0].grades.A.automaticUpTo', '250000');

function publish(changes: Partial<PolicyDraft> = {}): Promise<Publication> {
  return books.database.tenant(books.tenantId, (tx) =>
    publishPolicy(tx, {
      ...{ document: wider(), effectiveOn: null, publishedBy: 'Anne', publishedByKey: ANNE },
      ...{ comment: null, today: DAY, at: START, ...changes },
    }),
  );
}

const boundOf = (): Promise<string | undefined> =>
  books.database.tenant(
    books.tenantId,
    async (tx) => (await policyInForce(tx, DAY)).bound?.version,
  );

describe('a policy that allows more than the one before', () => {
  it('is bounded by that one until another person publishes the same document', async () => {
    const bounded = { version: 1, isNew: true, boundedBy: 0 };
    expect(await publish()).toEqual(bounded);
    expect(await boundOf()).toBe('default-1');
    for (const same of [{}, { publishedByKey: null }, { publishedBy: ' ANNE ' }]) {
      expect(await publish(same)).toEqual({ ...bounded, isNew: false });
    }
    const renamed = { publishedBy: 'somebody else, with the same key' };
    expect(await publish(renamed)).toEqual({ ...bounded, isNew: false });
    const bob = { publishedBy: 'Bob', publishedByKey: stableId('bob') };
    expect(await publish(bob)).toEqual({ version: 2, isNew: true, boundedBy: null });
    expect(await boundOf()).toBeUndefined();
    for (const again of [{}, bob, { publishedBy: 'Carol', publishedByKey: null }]) {
      expect(await publish(again)).toEqual({
        ...{ version: 2, isNew: false, boundedBy: null },
      });
    }
  });

  it('is bounded by the last that stood in full, however many come after it', async () => {
    await publish();
    const more = changed('approvals.creditManagerUpTo', '300000', wider());
    expect(await publish({ document: more })).toMatchObject({ boundedBy: 0 });
    const other = { document: wider(), publishedBy: 'Bob', publishedByKey: null };
    expect(await publish(other)).toMatchObject({ version: 3, boundedBy: 0 });
    const confirmed = await publish({
      document: wider(),
      publishedBy: 'Carol',
      publishedByKey: null,
    });
    expect(confirmed).toMatchObject({ version: 4, boundedBy: null });
    expect(await publish({ document: more })).toMatchObject({ boundedBy: 4 });
    const less = changed('need.least', '4000', wider());
    expect(await publish({ document: less })).toMatchObject({ boundedBy: null });
  });

  it('is bounded again when one of the two has it begin before the day they agreed on', async () => {
    const later = { effectiveOn: '2026-12-01' };
    const bob = { publishedBy: 'Bob', publishedByKey: null };
    await publish(later);
    expect(await publish(bob)).toMatchObject({ version: 2, boundedBy: 0 });
    expect(await publish({ ...bob, ...later })).toMatchObject({ version: 3, boundedBy: 0 });
    expect(await publish(later)).toMatchObject({ version: 4, boundedBy: null });
    expect(await publish({ effectiveOn: '2026-12-24' })).toMatchObject({ boundedBy: null });
    expect(await publish()).toMatchObject({ version: 6, boundedBy: 0 });
    const renamed = changed('name', 'Another', wider());
    expect(await publish({ document: renamed })).toMatchObject({ version: 7, boundedBy: 0 });
    expect(await boundOf()).toBe('default-1');
  });

  it('is bounded by a stricter one that was to begin and that it takes the place of', async () => {
    const strict = changed('segments[0].grades.D.automaticUpTo', '1000');
    const later = { document: strict, effectiveOn: '2026-12-01' };
    expect(await publish(later)).toMatchObject({ version: 1, boundedBy: null });
    const same = changed('name', 'As it was');
    expect(await publish({ document: same })).toMatchObject({ version: 2, boundedBy: 1 });
    const after = { document: changed('name', 'Later'), effectiveOn: '2026-11-30' };
    expect(await publish(after)).toMatchObject({ version: 3, boundedBy: 1 });
  });

  it('published by two in the same moment stands, once', async () => {
    const both = await Promise.all(
      ['Anne', 'Bob', 'Anne', 'Bob'].map((publishedBy) =>
        publish({ publishedBy, publishedByKey: null }),
      ),
    );
    expect(both.filter((each) => 'isNew' in each && each.isNew)).toHaveLength(2);
    expect(await boundOf()).toBeUndefined();
    const record = await books.database.tenant(books.tenantId, (tx) => policyRecord(tx, null, DAY));
    expect(record).toMatchObject({ version: 2, boundedBy: null, standing: 'IN_FORCE' });
  });

  it('is previewed as it would decide for who asks', async () => {
    await books.customer(null, 100n);
    const preview = (publishedBy?: string) =>
      books.database.tenant(
        books.tenantId,
        (tx) =>
          previewPolicy(tx, {
            ...{ document: wider(), asOf: DAY, at: START },
            ...(publishedBy === undefined ? {} : { publisher: { publishedBy } }),
          }),
        { readOnly: true },
      );
    await publish();
    for (const who of ['Anne', 'Bob', undefined]) {
      expect(await preview(who)).toMatchObject({ comparedWith: 'policy-1', customers: 1 });
    }
    expect(await boundOf()).toBe('default-1');
  });
});

describe('what it proposes', () => {
  const ruling = (
    creditLimitId: string,
    decidedBy: string,
    decidedByKey: string | null = null,
  ) => ({
    ...{ creditLimitId, decidedBy, decidedByKey, comment: 'seen', asOf: DAY, at: START },
  });

  async function proposedBy(policyVersion: string): Promise<string> {
    const customerId = await books.customer(null);
    const [row] = await books.test.query<{ id: string }>(
      `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
         decided_by, decided_at, binding_term, terms, policy_version, proposed_by)
       VALUES ($1, gen_random_uuid(), $2, 20000000, 'EUR', 'PROPOSED', $3, 'policy', $4, 'NEED', '[]', $5, 'policy')
       RETURNING credit_limit_id AS id`,
      [books.tenantId, customerId, DAY, START, policyVersion],
    );
    return row?.id ?? '';
  }

  it('is approved by somebody else than who alone published it, who may reject it', async () => {
    await publish();
    const id = await proposedBy('policy-1');
    const approve = (by: string, key: string | null = null): Promise<void> =>
      books.database.tenant(books.tenantId, (tx) => approveCreditLimit(tx, ruling(id, by, key)));
    for (const [by, key] of [
      ['anne', null],
      ['renamed', ANNE],
    ] as const) {
      await expect(approve(by, key)).rejects.toMatchObject({
        code: 'CREDIT_LIMIT_OWN_PROPOSAL',
        message: expect.stringContaining('policy version 1') as string,
      });
    }
    await approve('Bob');
    const refused = await proposedBy('policy-1');
    await books.database.tenant(books.tenantId, (tx) =>
      rejectCreditLimit(tx, ruling(refused, 'Anne', ANNE)),
    );
  });

  it('is anybody’s to approve when two published it, or when it allows no more than before', async () => {
    const approve = (id: string, by: string): Promise<void> =>
      books.database.tenant(books.tenantId, (tx) => approveCreditLimit(tx, ruling(id, by)));
    await approve(await proposedBy('default-1'), 'Anne');
    await publish({ document: changed('need.least', '4000') });
    await approve(await proposedBy('policy-1'), 'Anne');
    await publish();
    await publish({ publishedBy: 'Bob', publishedByKey: null });
    await approve(await proposedBy('policy-3'), 'Anne');
    await approve(await proposedBy('policy-3'), 'Bob');
  });
});
