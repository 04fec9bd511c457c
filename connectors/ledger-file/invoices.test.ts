import { codesOf, documentsOf, readAll } from './reading';

const HEADER = 'N° facture;Date facture;Code client;Client;Échéance;Montant TTC;Reste à payer';
const line = (number: string, rest: string): string => `${number};15/01/2026;C1;Durand;${rest}`;

describe('a list of invoices', () => {
  test.each([
    ['1 234,56', 123456n],
    ['1\u00a0234,56', 123456n],
    ['1\u202f234,56 €', 123456n],
    ['1.234,56', 123456n],
    ["1'234,56", 123456n],
    ['1234,5', 123450n],
    ['1234', 123400n],
    ['EUR 1 234,56', 123456n],
  ])('reads %s', async (written, amount) => {
    const read = await readAll([HEADER, line('F2026-1', `;${written};10,00`)]);
    expect(documentsOf(read)[0]?.amountMinor).toBe(amount);
  });

  test.each(['(1 234,56)', '1 234,56-', '-1234,56', '−1 234,56', '1 234,56 C'])(
    'takes %s for a credit note',
    async (written) => {
      const read = await readAll([HEADER, line('F2026-1', `;${written};`)]);
      expect(documentsOf(read)[0]).toMatchObject({ kind: 'CREDIT_NOTE', amountMinor: -123456n });
    },
  );

  test('the decimal mark is decided by the file: 1,234 is a thousand where 5,000.00 stands', async () => {
    const header = 'Invoice number\tInvoice date\tCustomer\tAmount';
    const row = (number: string, amount: string): string =>
      `${number}\t2026-01-15\tAcme\t${amount}`;
    const decided = await readAll([header, row('I-1', '1,234'), row('I-2', '5,000.00')]);
    expect(documentsOf(decided).map(({ amountMinor }) => amountMinor)).toEqual([123400n, 500000n]);
    const open = await readAll([header, row('I-1', '1,234'), row('I-2', '5')]);
    expect(open.quarantine).toMatchObject([{ line: 2, code: 'LEDGER_FILE_AMOUNT_AMBIGUOUS' }]);
  });

  test.each([
    ['31/12/2026', '2026-12-31'],
    ['31.12.26', '2026-12-31'],
    ['2026-12-31', '2026-12-31'],
    ['20261231', '2026-12-31'],
    ['2026-12-31T00:00:00', '2026-12-31'],
    ['31 déc. 2026', '2026-12-31'],
    ['1er mars 2026', '2026-03-01'],
    ['46387', '2026-12-31'],
  ])('reads the day %s', async (written, day) => {
    const read = await readAll([HEADER, `F1;${written};C1;Durand;;10,00;10,00`]);
    expect(documentsOf(read)[0]?.issuedOn).toBe(day);
  });

  test('day or month first is decided by another day of the file, else assumed and told', async () => {
    const us = await readAll([
      HEADER,
      'F1;03/04/2026;C1;Durand;;10,00;10,00',
      'F2;03/25/2026;C1;Durand;;10,00;10,00',
    ]);
    expect(documentsOf(us).map(({ issuedOn }) => issuedOn)).toEqual(['2026-03-04', '2026-03-25']);
    const open = await readAll([HEADER, 'F1;03/04/2026;C1;Durand;;10,00;10,00']);
    expect(documentsOf(open)[0]?.issuedOn).toBe('2026-04-03');
    expect(codesOf(open)).toContain('LEDGER_FILE_DATE_ORDER_ASSUMED');
  });

  test('a late day that contradicts the assumed order refuses the whole file', async () => {
    const many = Array.from({ length: 4000 }, (_, row) => line(`F${row}`, ';10,00;10,00'))
      .join('\n')
      .replaceAll('15/01/2026', '03/04/2026');
    const late = ['F9999;03/25/2026;C1;Durand;;10,00;10,00'];
    await expect(readAll([HEADER, many, ...late])).rejects.toMatchObject({
      code: 'LEDGER_FILE_DATES_CONTRADICT',
      place: { line: 4002 },
    });
  });

  test('a comma inside an unquoted amount is put back where there is one way', async () => {
    const read = await readAll([
      'Invoice number,Invoice date,Customer,Amount,Balance due',
      'I-1,2026-01-15,Acme,1,234.56,1,000.00',
      'I-2,2026-01-15,Acme,10.00,10.00',
      'I-3,2026-01-15,Acme,5,678,1,234',
    ]);
    expect(documentsOf(read).map(({ amountMinor, openMinor }) => [amountMinor, openMinor])).toEqual(
      [
        [123456n, 100000n],
        [1000n, 1000n],
        [567800n, 123400n],
      ],
    );
    expect(codesOf(read)).toEqual(['LEDGER_FILE_LINE_REPAIRED']);
    const unclear = await readAll([
      'Invoice number,Invoice date,Customer,Amount,Balance due',
      'I-1,2026-01-15,Acme,1,10.00,10',
    ]);
    expect(unclear.quarantine).toMatchObject([{ line: 2, code: 'LEDGER_FILE_COLUMN_COUNT' }]);
  });

  test('lines of one number with other due dates are one document in instalments', async () => {
    const read = await readAll([
      HEADER,
      line('F1', '15/02/2026;100,00;0,00'),
      line('F1', '15/03/2026;100,00;100,00'),
    ]);
    expect(documentsOf(read)).toMatchObject([
      { amountMinor: 20000n, openMinor: 10000n, instalments: [{}, {}], dueOn: '2026-02-15' },
    ]);
  });

  test('a number that comes again elsewhere is set aside, the first counts', async () => {
    const read = await readAll([
      HEADER,
      line('F1', ';100,00;100,00'),
      line('F2', ';50,00;50,00'),
      line('F1', ';70,00;70,00'),
    ]);
    expect(documentsOf(read).map(({ amountMinor }) => amountMinor)).toEqual([10000n, 5000n]);
    expect(read.quarantine).toMatchObject([{ line: 4, code: 'LEDGER_FILE_NUMBER_TWICE' }]);
  });

  test('the same list again gives the same keys; numbers without a year begin again each year', async () => {
    const rows = [HEADER, line('12', ';1,00;1,00'), line('F-2026-3', ';1,00;1,00')];
    const keys = documentsOf(await readAll(rows)).map(({ sourceKey }) => sourceKey);
    expect(keys).toEqual(['invoice:12:2026', 'invoice:F-2026-3']);
    expect(documentsOf(await readAll(rows)).map(({ sourceKey }) => sourceKey)).toEqual(keys);
  });

  test('a payment told with its day settles the invoice; open is what was not paid', async () => {
    const read = await readAll([
      'N° facture;Date facture;Client;Montant TTC;Montant payé;Date de paiement',
      'F1;15/01/2026;Durand;100,00;40,00;20/01/2026',
    ]);
    expect(documentsOf(read)).toMatchObject([
      { kind: 'INVOICE', openMinor: 6000n },
      {
        kind: 'PAYMENT',
        amountMinor: -4000n,
        allocations: [{ toKey: 'invoice:F1:2026', amountMinor: 4000n, on: '2026-01-20' }],
      },
    ]);
  });

  test('windows-1252, UTF-16 and old line ends are read alike', async () => {
    const text = [HEADER, 'F1;15/01/2026;C1;Société Générale d’Étude;;10,00;10,00', ''].join(
      '\r\n',
    );
    const whole = await readAll(Buffer.from(text));
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const latin = Buffer.from(text.replace('’', '\u0092'), 'latin1');
    for (const bytes of [utf16, latin, Buffer.from(text.replaceAll('\r\n', '\r'))]) {
      expect((await readAll(bytes)).records).toEqual(whole.records);
      expect((await readAll(bytes, { size: 3 })).records).toEqual(whole.records);
    }
  });

  test('a header nobody knows is refused with what to do; a mapping makes it readable', async () => {
    const rows = ['Chrono;Jour;Qui;Combien', 'A1;15/01/2026;Durand;12,00'];
    await expect(readAll(rows)).rejects.toMatchObject({ code: 'LEDGER_FILE_NOT_RECOGNISED' });
    const columns = { number: 'chrono', issuedOn: 'JOUR', partyName: 'Qui', amount: '#4' };
    const read = await readAll(rows, { mappings: [{ kind: 'INVOICES', columns }] });
    expect(documentsOf(read)).toMatchObject([{ number: 'A1', amountMinor: 1200n }]);
  });

  test('a header that changed says which mapped column is gone', async () => {
    const columns = { number: 'Chrono', issuedOn: 'Jour', partyName: 'Client', amount: 'Combien' };
    const mappings = [{ kind: 'INVOICES' as const, columns, fingerprint: '0'.repeat(32) }];
    const rows = ['N° facture;Date facture;Client;Chrono;Jour', 'A1;15/01/2026;Durand;1;1'];
    await expect(readAll(rows, { mappings })).rejects.toMatchObject({
      code: 'LEDGER_FILE_COLUMN_MISSING',
      message: expect.stringContaining('"Combien"') as string,
    });
  });
});

describe('a header that is no longer the one a mapping was made for', () => {
  const columns = { number: 'Chrono', issuedOn: 'Jour', partyName: 'Qui', amount: 'Combien' };
  const fingerprint = '0'.repeat(32);

  test.each([
    ['a needed column, none of the titles usual', columns, 'Chrono;Jour;Qui;Montant dû ?'],
    [
      'a column the list could do without',
      { ...columns, dueOn: 'Butée' },
      'Chrono;Jour;Qui;Combien;Terme',
    ],
    [
      'the same among usual titles',
      { number: 'N° facture', dueOn: 'Butée' },
      'N° facture;Date facture;Client;Montant TTC;Terme',
    ],
  ])('%s: says which is gone, and reads nothing', async (_, told, header) => {
    const mappings = [{ kind: 'INVOICES' as const, columns: told, fingerprint }];
    await expect(readAll([header, 'A1;15/01/2026;Durand;1;1'], { mappings })).rejects.toMatchObject(
      {
        code: 'LEDGER_FILE_COLUMN_MISSING',
        message: expect.stringMatching(/no column "(Combien|Butée)" .*any more/) as unknown,
      },
    );
  });

  test('a list of another kind with some of its titles is read as it is', async () => {
    const told = { paidOn: 'Date facture', amount: 'Montant TTC', label: 'Mode' };
    const mappings = [{ kind: 'PAYMENTS' as const, columns: told, fingerprint }];
    const read = await readAll([HEADER, line('F1', ';10,00;10,00')], { mappings });
    expect(documentsOf(read)).toHaveLength(1);
  });
});

describe('lines that only look like totals', () => {
  const header = 'Client;N° facture;Date facture;Montant TTC';

  test.each(['TOTAL ENERGIES MARKETING', 'Ensemble scolaire Saint-Joseph', 'Report Numérique'])(
    'an invoice of %s is told',
    async (name) => {
      const read = await readAll([header, `${name};F1;13/01/2026;100,00`, 'Total;;;100,00']);
      expect(documentsOf(read)).toMatchObject([{ number: 'F1', amountMinor: 10000n }]);
      expect(codesOf(read)).toEqual(['LEDGER_FILE_TOTAL_LINE']);
    },
  );

  test.each([
    'Total général;;;1,00',
    'Sous-total DURAND;3;;1,00',
    'Total clients;;13/01/2026;1,00',
  ])('%s is none', async (line) => {
    const read = await readAll([header, 'DURAND;F1;13/01/2026;100,00', line]);
    expect(documentsOf(read)).toHaveLength(1);
    expect(read.quarantine).toEqual([]);
  });
});

describe('what is open where its column is blank', () => {
  test.each([
    ['Impayée', null],
    ['Partiellement payée', null],
    ['Not Paid', null],
    ['Payée', 0n],
    ['', 0n],
  ])('%s', async (status, openMinor) => {
    const header = 'N° facture;Date facture;Client;Montant TTC;Reste à payer;Statut';
    const read = await readAll([header, `F1;13/01/2026;Durand;100,00;;${status}`]);
    expect(documentsOf(read)[0]).toMatchObject({ amountMinor: 10000n, openMinor });
  });
});

describe('what is open beyond its document', () => {
  test.each(['50,00', '-5,00', '10,01'])('sets the line aside: %s of 10,00', async (open) => {
    const header = 'N° facture;Date facture;Client;Montant TTC;Solde';
    const read = await readAll([header, `F1;13/01/2026;Durand;10,00;${open}`]);
    expect(read.records).toEqual([]);
    expect(read.quarantine).toMatchObject([
      { line: 2, code: 'LEDGER_FILE_OPEN_IMPOSSIBLE', field: 'Solde' },
    ]);
  });
});

describe('a currency written beside the amount', () => {
  const header = 'N° facture;Date facture;Client;Montant TTC;Devise';

  test.each([
    ['$10.00', '', 'USD'],
    ['10,00 €', '', 'EUR'],
    ['£10.00', 'GBP', 'GBP'],
    ['$10.00', 'CAD', 'CAD'],
  ])('%s with %s is in %s', async (amount, told, currency) => {
    const read = await readAll([header, `F1;13/01/2026;Durand;${amount};${told}`]);
    expect(documentsOf(read)[0]).toMatchObject({ currency, amountMinor: 1000n });
  });

  test('which is not the one of the line sets the line aside', async () => {
    const read = await readAll([header, 'F1;13/01/2026;Durand;10,00 USD;EUR']);
    expect(read.quarantine).toMatchObject([
      { line: 2, code: 'LEDGER_FILE_CURRENCY_MIXED', field: 'Montant TTC' },
    ]);
  });
});

describe('exports of programs', () => {
  test('Odoo names partner, payment status and amount due its own way', async () => {
    const read = await readAll([
      'Number,Invoice Partner Display Name,Invoice Date,Due Date,Tax excluded,Total,Amount Due,Status,Payment Status',
      'FAC/2026/1,Azure,2026-01-02,2026-02-01,100.0,120.0,120.0,Posted,Not Paid',
      'RFAC/2026/1,Azure,2026-01-03,2026-02-01,-100.0,-120.0,0.0,Posted,Paid',
    ]);
    expect(documentsOf(read)).toMatchObject([
      { number: 'FAC/2026/1', amountMinor: 12000n, openMinor: 12000n, state: 'OPEN' },
      { number: 'RFAC/2026/1', amountMinor: -12000n, openMinor: 0n, state: 'PAID' },
    ]);
  });

  test('Pennylane calls what is open "Montant restant dû"', async () => {
    const read = await readAll([
      'Numéro de facture;Client;Date de facturation;Montant TTC;Statut;Montant restant dû',
      'F-1;Durand;13/01/2026;120,00;En retard;20,00',
    ]);
    expect(documentsOf(read)[0]).toMatchObject({ openMinor: 2000n, state: 'OPEN' });
  });

  test('a country called as an object’s own method is no country', async () => {
    const read = await readAll(['Nom client;SIREN;Pays', 'Durand;404833048;constructor']);
    expect(read.records[0]).toMatchObject({ type: 'party', countryCode: null });
  });
});
