import { setPaymentTerms } from '../../src/ledger';
import { parsePaymentTerms, stableId } from '../../src/kernel';
import { cash, fec, fecWithDueDates, invoice, type Entry } from './book-entries';
import { useShelf, type Books } from './books';

const entries: Entry[] = [
  invoice('20250110', 'C1', 1000, { reference: 'FA1' }),
  invoice('20250131', 'C1', 500, { reference: 'FA2' }),
  invoice('20250310', 'C2', 300, { reference: 'FB1' }),
  ['20250311', '411C1 -50, 707 50', { journal: 'VE', reference: 'AV1' }],
  ['20250312', '411C1 70, 512 -70', { journal: 'BQ', label: 'REJET', reference: 'J1' }],
  cash('20250401', 'C2', 1, { reference: 'R1' }),
];
const BOOKS = fec(...entries);

describe('payment terms', () => {
  const shelf = useShelf();
  const connections = new Map<string, string>();

  async function connectionOf(books: Books): Promise<string> {
    const [connection] = await books.query<{ id: string }>(
      'SELECT connection_id AS id FROM connection WHERE tenant_id = $1',
    );
    connections.set(books.tenantId, connection?.id ?? '');
    return connection?.id ?? '';
  }

  async function agree(
    books: Books,
    terms: { party?: string; from: string; wording: string | null },
  ): Promise<number> {
    const connectionId = connections.get(books.tenantId) ?? (await connectionOf(books));
    const { database, clock } = shelf().hub;
    shelf().clock.advanceMs(60_000);
    const { redated } = await database.tenant(books.tenantId, (tx) =>
      setPaymentTerms(
        tx,
        {
          customerId:
            terms.party === undefined ? null : stableId(connectionId, 'customer', terms.party),
          effectiveFrom: terms.from,
          terms: terms.wording === null ? null : parsePaymentTerms(terms.wording),
          wording: terms.wording ?? '',
          decidedBy: 'Ann',
        },
        clock,
      ),
    );
    return redated;
  }

  /** "FA1 2025-02-09 LEGAL_DEFAULT", with the discount where there is one. */
  async function dates(books: Books, from = 'receivable'): Promise<string[]> {
    const rows = await books.query<Record<string, string | null>>(
      `SELECT number, due_on::text, due_date_source, discount_on::text, discount_minor::text FROM ${from}
       WHERE tenant_id = $1 AND kind <> 'PAYMENT_ON_ACCOUNT' ORDER BY number`,
    );
    return rows.map(({ number, due_on, due_date_source, discount_on, discount_minor }) =>
      [
        number,
        due_on ?? '-',
        due_date_source,
        ...(discount_on === null ? [] : [discount_on, discount_minor]),
      ].join(' '),
    );
  }

  it('without any, the law’s are assumed, and only for what has no date of its own', async () => {
    const books = await shelf().openBooks();
    await books.import(BOOKS);
    expect(await dates(books)).toEqual([
      'AV1 - NONE',
      'FA1 2025-02-09 LEGAL_DEFAULT',
      'FA2 2025-03-02 LEGAL_DEFAULT',
      'FB1 2025-04-09 LEGAL_DEFAULT',
      'J1 2025-03-12 IMMEDIATE',
    ]);
  });

  it('a customer’s hold before the usual ones, for claims issued from their first day on', async () => {
    const books = await shelf().openBooks();
    await books.import(BOOKS);
    expect(await agree(books, { from: '2025-01-01', wording: '60 jours' })).toBe(3);
    expect(
      await agree(books, { party: 'C1', from: '2025-01-31', wording: '45 jours fin de mois' }),
    ).toBe(1);
    const expected = [
      'AV1 - NONE',
      'FA1 2025-03-11 TENANT_DEFAULT',
      'FA2 2025-03-31 CUSTOMER_TERMS',
      'FB1 2025-05-09 TENANT_DEFAULT',
      'J1 2025-03-12 IMMEDIATE',
    ];
    expect(await dates(books)).toEqual(expected);
    await books.import(fec(...entries, invoice('20250402', 'C2', 9, { reference: 'FB2' })));
    expect(await dates(books)).toEqual([
      ...expected.slice(0, 4),
      'FB2 2025-06-01 TENANT_DEFAULT',
      ...expected.slice(4),
    ]);
  });

  it('agreed before the first import date it like terms agreed after it', async () => {
    const [before, after] = [await shelf().openBooks(), await shelf().openBooks()];
    await before.import(
      fec(invoice('20240101', 'C1', 1, { reference: 'X' }), cash('20240102', 'C2', 1, {})),
    );
    await after.import(
      fec(invoice('20240101', 'C1', 1, { reference: 'X' }), cash('20240102', 'C2', 1, {})),
    );
    const all = [
      { from: '2025-01-15', wording: 'fin de mois 45 jours' },
      { party: 'C1', from: '2025-01-01', wording: '2% 10 net 60' },
      { party: 'C1', from: '2025-01-20', wording: null },
    ];
    for (const terms of all) await agree(before, terms);
    await before.import(BOOKS);
    await after.import(BOOKS);
    for (const terms of all) await agree(after, terms);
    expect(await dates(after)).toEqual(await dates(before));
    expect(await dates(after)).toEqual([
      'AV1 - NONE',
      'FA1 2025-03-11 CUSTOMER_TERMS 2025-01-20 2000',
      'FA2 2025-03-17 TENANT_DEFAULT',
      'FB1 2025-05-15 TENANT_DEFAULT',
      'J1 2025-03-12 IMMEDIATE',
      'X 2024-01-31 LEGAL_DEFAULT',
    ]);
  });

  it('that start later never move what was issued before, nor its discount', async () => {
    const books = await shelf().openBooks();
    await books.import(BOOKS);
    await agree(books, {
      party: 'C1',
      from: '2025-01-01',
      wording: '30 jours, escompte 2 % 10 jours',
    });
    expect(await agree(books, { party: 'C1', from: '2025-01-20', wording: '60 jours' })).toBe(1);
    expect((await dates(books)).slice(1, 3)).toEqual([
      'FA1 2025-02-09 CUSTOMER_TERMS 2025-01-20 2000',
      'FA2 2025-04-01 CUSTOMER_TERMS',
    ]);
    expect(await agree(books, { party: 'C1', from: '2026-01-01', wording: 'comptant' })).toBe(0);
  });

  it('only a discount leaves the due date to the usual terms', async () => {
    const books = await shelf().openBooks();
    await books.import(BOOKS);
    await agree(books, { from: '2025-01-01', wording: '45 jours, escompte 3 % 8 jours' });
    await agree(books, { party: 'C1', from: '2025-01-20', wording: 'escompte 1 % comptant' });
    expect((await dates(books)).slice(1, 4)).toEqual([
      'FA1 2025-02-24 TENANT_DEFAULT 2025-01-18 3000',
      'FA2 2025-03-17 TENANT_DEFAULT 2025-01-31 500',
      'FB1 2025-04-24 TENANT_DEFAULT 2025-03-18 900',
    ]);
  });

  it('never replace a date that a document states', async () => {
    const books = await shelf().openBooks();
    await books.import(
      fecWithDueDates(
        ['20250228', ''],
        invoice('20250110', 'C1', 10, { reference: 'FA1' }),
        cash('20250111', 'C1', 1, {}),
      ),
    );
    await agree(books, {
      party: 'C1',
      from: '2025-01-01',
      wording: '60 jours, escompte 2 % 10 jours',
    });
    expect((await dates(books))[0]).toBe('FA1 2025-02-28 EXTRA_COLUMN 2025-01-20 20');
  });

  it('what was known before they were agreed is still what was known then', async () => {
    const books = await shelf().openBooks();
    await books.import(BOOKS);
    const before = await dates(books);
    const at = shelf().clock.now().toISOString();
    await agree(books, { from: '2025-01-01', wording: '60 jours, escompte 2 % 10 jours' });
    const between = shelf().clock.now().toISOString();
    const then = await dates(books);
    await agree(books, { from: '2025-01-01', wording: null });
    expect(await dates(books)).toEqual(before);
    expect(await dates(books, `receivables_at('2025-12-31', '${between}')`)).toEqual(then);
    expect(await dates(books, `receivables_at('2025-12-31', '${at}')`)).toEqual(before);
  });

  it('of somebody else are not seen, and not of an unknown customer', async () => {
    const [one, other] = [await shelf().openBooks(), await shelf().openBooks()];
    await one.import(BOOKS);
    await other.import(BOOKS);
    await agree(one, { from: '2025-01-01', wording: '60 jours' });
    expect((await dates(other))[1]).toBe('FA1 2025-02-09 LEGAL_DEFAULT');
    await expect(
      agree(one, { party: 'C9', from: '2025-01-01', wording: '60 jours' }),
    ).rejects.toMatchObject({
      family: 'DOMAIN',
      code: 'CUSTOMER_NOT_FOUND',
    });
  });

  it('agreed while the books are imported hold for every claim in the end', async () => {
    const books = await shelf().openBooks();
    await books.import(BOOKS);
    await connectionOf(books);
    const more = fec(...entries, invoice('20250402', 'C1', 9, { reference: 'FA9' }));
    await Promise.all([
      books.import(more),
      agree(books, { from: '2025-01-01', wording: '60 jours' }),
      agree(books, { party: 'C1', from: '2025-01-01', wording: 'comptant' }),
      agree(books, { party: 'C2', from: '2025-01-01', wording: '10 jours' }),
    ]);
    expect((await dates(books)).filter((line) => line.startsWith('F'))).toEqual([
      'FA1 2025-01-10 CUSTOMER_TERMS',
      'FA2 2025-01-31 CUSTOMER_TERMS',
      'FA9 2025-04-02 CUSTOMER_TERMS',
      'FB1 2025-03-20 CUSTOMER_TERMS',
    ]);
  });
});
