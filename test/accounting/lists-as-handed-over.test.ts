import { xlsx } from '../support/xlsx';
import { codesOf, documentsOf, readAll } from '../../connectors/ledger-file/reading';

const HEADER = 'N° facture;Date facture;Client;Montant TTC;Reste à payer';

describe('titles of programs', () => {
  test('EBP names what each column is of: "Document - Numéro", "Client - Nom"', async () => {
    const read = await readAll([
      '"Document - Numéro";"Document - Date";"Document - Date d\'échéance";"Client - Code";"Client - Nom";"Client - Date de création";"Document - Montant TTC";"Document - Solde dû"',
      '"FA2026-001";"12/10/2026";"11/11/2026";"CL001";"Durand";"01/02/2020";"1200,00";"200,00"',
    ]);
    expect(documentsOf(read)).toMatchObject([
      {
        ...{ number: 'FA2026-001', partyKey: 'CL001', issuedOn: '2026-10-12', dueOn: '2026-11-11' },
        ...{ amountMinor: 120000n, openMinor: 20000n },
      },
    ]);
  });

  test('Xero writes titles as one word, and credit notes as positive amounts', async () => {
    const read = await readAll([
      '*ContactName,EmailAddress,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,Type',
      'Acme,a@b.example,INV-1,15/10/2026,14/11/2026,120.00,20.00,100.00,Sales invoice',
      'Acme,a@b.example,CN-1,16/10/2026,,12.00,0.00,12.00,Sales credit note',
    ]);
    expect(read.records[0]).toMatchObject({ name: 'Acme', email: 'a@b.example' });
    expect(documentsOf(read)).toMatchObject([
      { kind: 'INVOICE', amountMinor: 12000n, openMinor: 10000n },
      { kind: 'CREDIT_NOTE', amountMinor: -1200n, openMinor: -1200n },
    ]);
  });

  test('a payment among invoices is no credit note: it is set aside', async () => {
    const read = await readAll([
      'Date,Transaction Type,Num,Customer,Due Date,Amount,Open Balance',
      '10/15/2026,Invoice,1001,Acme,11/14/2026,"1,200.00",200.00',
      '10/16/2026,Payment,77,Acme,,"-1,000.00",',
    ]);
    expect(documentsOf(read)).toMatchObject([{ amountMinor: 120000n, openMinor: 20000n }]);
    expect(read.quarantine).toMatchObject([
      { line: 3, code: 'LEDGER_FILE_LINE_UNKNOWN', field: 'Transaction Type' },
    ]);
  });
});

describe('how people and programs write', () => {
  test.each([
    ['Oct 15, 2026', '2026-10-15'],
    ['October 16 2026', '2026-10-16'],
    ['Sat, October 17th, 2026', '2026-10-17'],
    ['16-Oct-26', '2026-10-16'],
  ])('reads the day %s', async (written, day) => {
    const read = await readAll([HEADER, `F1;${written};A;10,00;0`]);
    expect(documentsOf(read)[0]?.issuedOn).toBe(day);
  });

  test.each(['12 34,56', '1 23', '1\u202f2345,00'])(
    'sets %s aside: blanks part thousands',
    async (written) => {
      const read = await readAll([HEADER, `F1;15/10/2026;A;${written};0`]);
      expect(read.quarantine).toMatchObject([
        { line: 2, code: 'LEDGER_FILE_AMOUNT_INVALID', field: 'Montant TTC' },
      ]);
    },
  );

  test('a yes or no of a spreadsheet is no amount', async () => {
    const yes = { xml: '<c t="b"><v>1</v></c>' };
    const book = xlsx([
      {
        name: 'Factures',
        rows: [HEADER.split(';').slice(0, 4), ['F1', '15/10/2026', 'A', yes]],
      },
    ]);
    const read = await readAll(book, { fileName: 'list.xlsx' });
    expect(read.quarantine).toMatchObject([{ line: 2, code: 'LEDGER_FILE_AMOUNT_INVALID' }]);
  });

  test('a quote inside a quoted name that was not doubled is part of the name', async () => {
    const read = await readAll([HEADER, '"F1";"15/10/2026";"L"Atelier";"10,00";"0"']);
    expect(read.records[0]).toMatchObject({ name: 'L"Atelier' });
  });

  test('a customer named above its invoices is theirs; one with no invoice is set aside', async () => {
    const read = await readAll([
      'Client;N° facture;Date facture;Montant TTC',
      'DURAND;;;',
      ';F1;15/10/2026;100,00',
      ';F2;16/10/2026;100,00',
      'Total DURAND;;;200,00',
      ';F3;16/10/2026;1,00',
      'PERDU;;;',
      'Martin;F4;16/10/2026;2,00',
    ]);
    expect(documentsOf(read)).toMatchObject([
      { number: 'F1', partyKey: 'name:durand' },
      { number: 'F2', partyKey: 'name:durand' },
      { number: 'F4', partyKey: 'name:martin' },
    ]);
    expect(read.quarantine.map(({ line }) => line)).toEqual([6, 7]);
    expect(codesOf(read)).toContain('LEDGER_FILE_TOTAL_LINE');
  });

  test('the sheets that were not read are named', async () => {
    const sheet = (name: string): Parameters<typeof xlsx>[0][number] => ({
      name,
      rows: [HEADER.split(';').slice(0, 4), ['F1', '15/10/2026', 'A', 100]],
    });
    const read = await readAll(xlsx([sheet('2026'), sheet('2025')]), { fileName: 'list.xlsx' });
    expect(read.summary.warnings).toMatchObject([
      { code: 'LEDGER_FILE_OTHER_SHEETS', message: expect.stringContaining('"2025"') as unknown },
    ]);
  });
});

describe('reports', () => {
  test('an aged balance as QuickBooks prints it: the day in words, customers without a title', async () => {
    const read = await readAll([
      'A/R Aging Summary,,,,',
      '"As of October 31, 2026",,,,',
      ',Current,1 - 30,91 and over,Total',
      'Acme,100.00,0.00,50.00,150.00',
      'TOTAL,100.00,0.00,50.00,150.00',
    ]);
    expect(read.records).toMatchObject([
      { asOf: '2026-10-31', partyName: 'Acme', totalMinor: 15000n },
    ]);
    expect(codesOf(read)).toEqual([]);
  });

  test('ages in months are of thirty days each', async () => {
    const read = await readAll([
      'Balance âgée arrêtée au 31 octobre 2026',
      'Code;Nom;Solde;Non échu;1 mois;2 mois;3 mois;+ 3 mois',
      'C1;Durand;15,00;1,00;2,00;3,00;4,00;5,00',
    ]);
    expect(read.records).toMatchObject([
      {
        asOf: '2026-10-31',
        buckets: [
          { fromDays: null, toDays: 0, amountMinor: 100n },
          { fromDays: 1, toDays: 30, amountMinor: 200n },
          { fromDays: 31, toDays: 60, amountMinor: 300n },
          { fromDays: 61, toDays: 90, amountMinor: 400n },
          { fromDays: 91, toDays: null, amountMinor: 500n },
        ],
      },
    ]);
  });

  test('a grand livre whose accounts stand in the column of the days', async () => {
    const read = await readAll([
      'Date;Jnl;N° pièce;Libellé;Débit;Crédit',
      '411DUR Durand SARL;;;;;',
      '15/01/2026;VE;FA1;Facture FA1;120,00;',
      'Total 411DUR;;;;120,00;0,00',
      '41100002;;;;;',
      '20/01/2026;VE;FA2;Facture FA2;50,00;',
      '20260121;VE;FA3;;;',
    ]);
    const lines = read.records.filter(({ type }) => type === 'ledgerLine');
    expect(lines).toMatchObject([
      { account: '411DUR', partyName: 'Durand SARL', amountMinor: 12000n },
      { account: '41100002', reference: 'FA2' },
      { account: '41100002', reference: 'FA3', amountMinor: 0n },
    ]);
    expect(read.quarantine).toEqual([]);
  });

  test('Quadra: the names count wherever the accounts stand', async () => {
    const movement = `${'M411MART VE000151026 '.padEnd(41)}D+000000012000${''.padEnd(8)}141126`;
    const account = 'C411MART SARL MARTIN';
    for (const rows of [
      [account, movement],
      [movement, account],
    ]) {
      const read = await readAll(rows.map((row) => row.padEnd(80)));
      expect(read.records[0]).toMatchObject({ party: '411MART', partyName: 'SARL MARTIN' });
    }
  });
});
