import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFile, type ImportedFile } from '../../src/use-cases/import-file';
import { previewFile, rememberMapping } from '../../src/use-cases/preview-file';
import { useShelf } from './books';

const shelf = useShelf();
const signal = new AbortController().signal;

const INVOICES = [
  'N° facture;Date facture;Code client;Client;Échéance;Montant TTC;Reste à payer;SIREN',
  'F-2026-1;05/01/2026;C1;Durand;04/02/2026;1 234,56;1 234,56;732829320',
  'F-2026-2;15/01/2026;C2;Martin;28/02/2026;500,00;500,00;',
  'AV-2026-3;16/01/2026;C2;Martin;;-100,00;-100,00;',
];
const PAYMENTS = [
  'Date règlement;Code client;N° facture;Montant réglé',
  '03/02/2026;C1;F-2026-1;1 234,56',
];
const CLAIMS = `
  SELECT c.account, c.name, r.kind, r.number, r.due_on::text AS due, r.total_minor::text AS total, r.open_minor::text AS open
  FROM receivable r JOIN customer c USING (tenant_id, customer_id) WHERE r.tenant_id = $1 AND r.total_minor <> 0 ORDER BY 1, 4`;

type Books = Awaited<ReturnType<ReturnType<typeof shelf>['openBooks']>>;

async function put(books: Books, name: string, rows: readonly string[]): Promise<ImportedFile> {
  const { hub, folder } = shelf();
  const path = join(folder, name);
  writeFileSync(path, rows.join('\r\n'));
  return importFile(hub, { tenantId: books.tenantId, connectorId: 'ledger-file', path, signal });
}

describe('lists of invoices and payments', () => {
  it('become claims, the same list again changes nothing', async () => {
    const books = await shelf().openBooks();
    expect(await put(books, 'invoices.csv', INVOICES)).toMatchObject({ quarantined: 0 });
    const claims = await books.query(CLAIMS);
    expect(claims).toMatchObject([
      { account: 'C1', name: 'Durand', number: 'F-2026-1', due: '2026-02-04', open: '123456' },
      { account: 'C2', kind: 'CREDIT_NOTE', number: 'AV-2026-3', total: '-10000' },
      { account: 'C2', name: 'Martin', number: 'F-2026-2', open: '50000' },
    ]);
    expect(await put(books, 'invoices.csv', INVOICES)).toMatchObject({ isUnchanged: true });
    await put(books, 'again.csv', [...INVOICES, '']);
    expect(await books.query(CLAIMS)).toEqual(claims);
  });

  it('a list without a column takes nothing away of what another list said', async () => {
    const books = await shelf().openBooks();
    const customers = ['Code client;Raison sociale;E-mail;SIRET', 'C2;Martin SA;a@b.example;'];
    await put(books, 'customers.csv', customers);
    await put(books, 'invoices.csv', INVOICES);
    expect(
      await books.query(
        'SELECT party_key, name, email, siren FROM party WHERE tenant_id = $1 ORDER BY 1',
      ),
    ).toEqual([
      { party_key: 'C1', name: 'Durand', email: null, siren: '732829320' },
      { party_key: 'C2', name: 'Martin', email: 'a@b.example', siren: null },
    ]);
  });

  it('a payment settles the invoice it names, whichever list comes first', async () => {
    const paid = INVOICES.map((row) => row.split(';').slice(0, 6).join(';'));
    const states = [];
    for (const order of [
      [paid, PAYMENTS],
      [PAYMENTS, paid],
    ]) {
      const books = await shelf().openBooks();
      for (const [index, rows] of order.entries()) await put(books, `${index}.csv`, rows);
      states.push(await books.query(CLAIMS));
    }
    expect(states[0]).toMatchObject([{ account: 'C1', open: '0' }, {}, {}]);
    expect(states[1]).toEqual(states[0]);
  });
});

describe('looking before importing', () => {
  const file = {
    name: 'odd.csv',
    chunks: () => [
      { firstLine: 1, content: Buffer.from('Chrono;Jour;Qui;Combien\nA1;15/01/2026;Durand;12,00') },
    ],
  };
  const columns = { number: 'Chrono', issuedOn: 'Jour', partyName: 'Qui', amount: 'Combien' };

  it('says what is missing and writes nothing; a mapping that is saved serves the next file', async () => {
    const { hub, openBooks } = shelf();
    const books = await openBooks();
    const { tenantId } = books;
    const request = { tenantId, connectorId: 'ledger-file', file, signal };
    const unknown = await previewFile(hub, { ...request, mapping: null });
    expect(unknown.refusal).toMatchObject({ code: 'LEDGER_FILE_NOT_RECOGNISED' });
    expect(unknown.guide?.columns.map(({ field }) => field)).toEqual([
      ...['number', 'issuedOn', 'partyName', 'amount'],
    ]);
    const mapping = { kind: 'INVOICES', columns };
    const told = await previewFile(hub, { ...request, mapping });
    expect(told).toMatchObject({ refusal: null, sums: [{ currency: 'EUR', owedMinor: 1200n }] });
    const fingerprint = told.guide?.fingerprint ?? '';
    await rememberMapping(hub, { ...request, fingerprint, mapping, savedBy: 'test' });
    expect(await previewFile(hub, { ...request, mapping: null })).toMatchObject({ refusal: null });
    expect(await books.query('SELECT 1 FROM source_file WHERE tenant_id = $1')).toEqual([]);
    const other = await openBooks();
    const elsewhere = await previewFile(hub, {
      ...{ ...request, tenantId: other.tenantId },
      mapping: null,
    });
    expect(elsewhere.refusal).not.toBeNull();
  });

  it('a mapping that is none is refused before it is kept', async () => {
    const { hub, openBooks } = shelf();
    const { tenantId } = await openBooks();
    const wrong = { kind: 'INVOICES', columns: { nonsense: 'Chrono' } };
    await expect(
      rememberMapping(hub, {
        ...{ tenantId, connectorId: 'ledger-file', savedBy: 'test' },
        ...{ fingerprint: 'a'.repeat(32), mapping: wrong },
      }),
    ).rejects.toMatchObject({ code: 'CONNECTOR_CONFIG_INVALID' });
  });
});

describe('a mapping told after the file was imported', () => {
  /** What the file is taken for is told as the command and the API do. */
  async function tell(books: Books, rows: readonly string[], mapping: Told): Promise<void> {
    const { hub } = shelf();
    const content = Buffer.from(rows.join('\r\n'));
    const file = { name: 'list.csv', chunks: () => [{ firstLine: 1, content }] };
    const request = { tenantId: books.tenantId, connectorId: 'ledger-file', file, signal };
    const { guide, refusal } = await previewFile(hub, { ...request, mapping });
    expect(refusal).toBeNull();
    const fingerprint = guide?.fingerprint ?? '';
    await rememberMapping(hub, { ...request, fingerprint, mapping, savedBy: 'test' });
  }
  type Told = Parameters<typeof rememberMapping>[1]['mapping'];
  const ASIDE = `SELECT line, code FROM quarantined_record WHERE tenant_id = $1 ORDER BY 1`;
  const ROWS = [
    'N° facture;Date facture;Client;Montant HT;Montant TTC',
    'F-2026-1;03/04/2026;Durand;100,00;120,00',
    'F-2026-2;05/04/2026;Durand;1,234;1,234',
  ];
  const COLUMNS = {
    ...{ number: 'N° facture', issuedOn: 'Date facture', partyName: 'Client' },
    amount: 'Montant HT',
  };

  it('reads the same file again, once, and forgets what was set aside of it', async () => {
    const books = await shelf().openBooks();
    const mapping = { kind: 'INVOICES', columns: COLUMNS, decimalMark: '.', dateOrder: 'MDY' };
    expect(await put(books, 'list.csv', ROWS)).toMatchObject({
      quarantined: 1,
      isUnchanged: false,
    });
    expect(await books.query(ASIDE)).toMatchObject([{ line: 3 }]);
    await tell(books, ROWS, mapping);
    expect(await put(books, 'list.csv', ROWS)).toMatchObject({
      quarantined: 0,
      isUnchanged: false,
    });
    expect(await books.query(CLAIMS)).toMatchObject([{ total: '10000' }, { total: '123400' }]);
    expect(await books.query(ASIDE)).toEqual([]);
    await tell(books, ROWS, mapping);
    expect(await put(books, 'list.csv', ROWS)).toMatchObject({ isUnchanged: true });
  });

  it('takes back what the first reading told when the file turns out to be something else', async () => {
    const rows = [
      'Date;Compte;Nom tiers;Pièce;Libellé;Débit;Crédit',
      '05/01/2026;411DUR;Durand;F-2026-1;Facture;120,00;',
    ];
    const books = await shelf().openBooks();
    await put(books, 'list.csv', rows);
    const lines = 'SELECT count(*)::int AS n FROM ledger_line WHERE tenant_id = $1';
    expect(await books.query(lines)).toEqual([{ n: 1 }]);
    const columns = {
      ...{ number: 'Pièce', issuedOn: 'Date', partyCode: 'Compte' },
      debit: 'Débit',
    };
    await tell(books, rows, { kind: 'INVOICES', columns });
    await put(books, 'list.csv', rows);
    expect(await books.query(lines)).toEqual([{ n: 0 }]);
    const claims = await books.query(CLAIMS);
    expect(claims).toMatchObject([{ account: '411DUR', number: 'F-2026-1', total: '12000' }]);
    await tell(books, rows, {
      ...{ kind: 'GRAND_LIVRE' },
      columns: {
        ...{ entryOn: 'Date', account: 'Compte', number: 'Pièce' },
        debit: 'Débit',
        credit: 'Crédit',
      },
    });
    await put(books, 'list.csv', rows);
    expect(await books.query(lines)).toEqual([{ n: 1 }]);
    expect(await books.query(CLAIMS)).toMatchObject([{ account: '411DUR', total: '12000' }]);
  });

  it('leaves the layouts of programs as they are: the mapping is of another file', async () => {
    const books = await shelf().openBooks();
    await tell(books, ROWS, { kind: 'INVOICES', columns: COLUMNS, decimalMark: '.' });
    const layout = [
      '15102026;VE;41100000;DURAND;D;120,00;Facture F1;F1',
      '15102026;VE;70700000;;C;120,00;Facture F1;F1',
    ];
    expect(await put(books, 'cegid.csv', layout)).toMatchObject({ quarantined: 0, receivables: 1 });
  });
});
