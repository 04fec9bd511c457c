import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fec } from './index';
import { entryRows, fecText, readAll, row } from './reading';
import type { RowParts } from './reading';

const fixture = (name: string): Buffer => readFileSync(join(__dirname, 'fixtures', name));

const sale = (on = '20250103'): string[] =>
  entryRows('411CX 120, 707 -100, 44571 -20', { journal: 'VE', number: 'X', on });

/** Nature and the parts of the settlement, as one line of text. */
async function judge(pairs: string, parts: Partial<RowParts> = {}): Promise<string> {
  const { entries } = await readAll(fecText([...sale(), ...entryRows(pairs, parts)]));
  const entry = entries.at(-1);
  if (entry === undefined) return 'no customer line';
  const { nature, isReturn, discountMinor, exchangeMinor, writeOffMinor } = entry;
  const settled = [
    discountMinor === 0n ? '' : ` discount ${discountMinor}`,
    exchangeMinor === 0n ? '' : ` exchange ${exchangeMinor}`,
    writeOffMinor === 0n ? '' : ` writeOff ${writeOffMinor}`,
  ];
  return nature + (isReturn ? ' return' : '') + settled.join('');
}

describe('what an entry was for is told by its other lines', () => {
  test.each<[string, string, string, Partial<RowParts>]>([
    ['E1 invoice', '411C1 1200, 707 -1000, 44571 -200', 'SALE', {}],
    ['E1 partial payment', '512 500, 411C1 -500', 'CASH', { journal: 'BQ' }],
    ['E3 credit note', '411C1 -120, 707 100, 44571 20', 'SALE', {}],
    ['E4 detailed opening', '411C1 300, 110 -300', 'OPENING', { journal: 'AN' }],
    ['E6 returned payment', '411C1 500, 512 -500', 'CASH return', { label: 'REJET PRLV ACME' }],
    ['E6 impayé in capitals', '411C1 500, 512 -500', 'CASH return', { label: 'CHQ IMPAYÉ' }],
    ['E7 discount', '512 980, 665 20, 411C1 -1000', 'CASH discount 2000', {}],
    ['E7 its VAT too', '512 976, 665 20, 44571 4, 411C1 -1000', 'CASH discount 2400', {}],
    ['E8 deposit received', '512 500, 4191C1 -500', 'CASH', {}],
    ['E8 deposit used', '4191C1 500, 411C1 -500', 'DEPOSIT', {}],
    ['E8 deposit invoice', '411C1 600, 4191C1 -500, 44571 -100', 'DEPOSIT', {}],
    ['E9 factor', '467100 1200, 411C1 -1200', 'ASSIGNMENT', { label: 'Quittance 12 BPI' }],
    [
      'E9 factor by account',
      '467100 1200, 411C1 -1200',
      'ASSIGNMENT',
      { accountLabel: 'Eurofactor' },
    ],
    [
      '467 without a factor',
      '467200 80, 411C1 -80',
      'OTHER',
      { accountLabel: 'TICKETS RESTAURANTS' },
    ],
    ['467 and a factory', '467200 80, 411C1 -80', 'OTHER', { label: 'FACTORY SAS' }],
    ['E10 write-off', '654 1000, 44571 200, 416C1 -1200', 'WRITE_OFF writeOff 120000', {}],
    ['E11 compensation', '401 700, 411C1 -700', 'COMPENSATION', {}],
    ['refund', '411C1 50, 512 -50', 'CASH', { label: 'Remboursement retour marchandise' }],
    ['cheque in transit', '5112 90, 411C1 -90', 'CASH', {}],
    ['rounding on receipt', '512 99.98, 658 0.02, 411C1 -100', 'CASH writeOff 2', {}],
    ['overpaid by a cent', '512 100.01, 758 -0.01, 411C1 -100', 'CASH writeOff -1', {}],
    ['rounding alone', '658 0.02, 411C1 -0.02', 'WRITE_OFF writeOff 2', {}],
    ['income booked to 758', '411C1 500, 758 -500', 'SALE', {}],
    ['exchange loss on receipt', '512 990, 666 10, 411C1 -1000', 'CASH exchange 1000', {}],
    ['exchange gain alone', '411C1 5, 766 -5', 'EXCHANGE exchange -500', {}],
    ['discount alone', '665 20, 411C1 -20', 'OTHER discount 2000', {}],
    ['doubtful', '416C1 300, 411C1 -300', 'TRANSFER', {}],
    ['bill accepted', '413C1 300, 411C1 -300', 'TRANSFER', {}],
    ['bill unpaid', '411C1 300, 413C1 -300', 'TRANSFER return', { label: 'Effet impayé' }],
    ['counter sale', '411C1 12, 707 -12, 530 12, 411C1 -12', 'SALE', {}],
    ['VAT on receipts moved', '512 120, 411C1 -120, 44574 20, 44571 -20', 'CASH', {}],
    ['accrual invoiced', '411C1 120, 418 -120', 'SALE', {}],
    ['balance sheet account', '411C1 120, 890 -120', 'OPENING', {}],
    [
      'opening by its label',
      '411C1 5432.10, 512 -5432.10, 101 -0',
      'OPENING',
      { label: 'Report à nouveau' },
    ],
    ['a receipt that says so', '512 80, 411C1 -80', 'CASH', { label: 'Solde à nouveau 2024' }],
    ['a shop called so', '411C1 80, 707 -80', 'SALE', { journalLabel: 'Ventes La Nouvelle Halle' }],
    ['sales in journal AN', '411C1 80, 707 -80', 'SALE', { journal: 'AN' }],
  ])('%s: %s -> %s', async (_, pairs, expected, parts) => {
    expect(await judge(pairs, { number: 'E', ...parts })).toBe(expected);
  });

  test('an entry of balance-sheet accounts on the first day opens the books, a receipt that day does not', async () => {
    const { entries, summary } = await readAll(
      fecText([
        ...entryRows('411C1 300, 101 -500, 512 200', { number: '1', on: '20250101' }),
        ...entryRows('512 100, 411C1 -100', { number: '2', on: '20250101' }),
        ...sale('20250203'),
      ]),
    );
    expect(entries.map((entry) => entry.nature)).toEqual(['OPENING', 'CASH', 'SALE']);
    expect([summary.periodStart, summary.periodEnd]).toEqual(['2025-01-01', '2025-02-03']);
  });

  test('lines of one entry are seen together wherever they stand, lines of another journal are not', async () => {
    const [claim = '', turnover = ''] = entryRows('411C1 100, 707 -100', { journal: 'VE' });
    const [bank = '', receipt = ''] = entryRows('512 100, 411C1 -100', { journal: 'BQ' });
    const { entries } = await readAll(fecText([claim, bank, turnover, receipt]));
    expect(entries.map(({ entry, nature }) => [entry, nature])).toEqual([
      [1, 'SALE'],
      [2, 'CASH'],
    ]);
  });
});

describe('the worked examples as lines', () => {
  test('E1 a partial payment keeps its own day and reference, and nothing is lettered or due', async () => {
    const { lines, summary } = await readAll(
      fecText([
        'VE|Ventes|V1|20250110|411000|Clients|C1|ACME|FA1|20250110|ACME|1200,00|0,00||||| ',
        'VE|Ventes|V1|20250110|707000|Ventes|||FA1|20250110|ACME|0,00|1000,00|||20250110||',
        'VE|Ventes|V1|20250110|445710|TVA|||FA1|20250110|ACME|0,00|200,00|||20250110||',
        'BQ|Banque|B7|20250215|512000|Banque|||REL2|20250215|VIR ACME|500,00|0,00|||20250215||',
        'BQ|Banque|B7|20250215|411000|Clients|C1|ACME|REL2|20250215|VIR ACME|0,00|500,00|||20250215||',
      ]),
    );
    expect(lines).toEqual([
      expect.objectContaining({ line: 2, entry: 1, reference: 'FA1', amountMinor: 120000n }),
      expect.objectContaining({ line: 6, entry: 2, entryOn: '2025-02-15', amountMinor: -50000n }),
    ]);
    expect(lines.every((line) => line.dueOn === null && line.letter === null)).toBe(true);
    expect(summary.letteringCoverage).toBe(0);
    expect(summary.totalDebitMinor).toBe(170000n);
    expect(summary.totalCreditMinor).toBe(170000n);
    expect(summary.warnings).toEqual([]);
  });

  test('E2 and E12 letters stay with their party, also when lettered after the end of the file', async () => {
    const lettered = { letter: 'A', letteredOn: '20250521' };
    const { lines } = await readAll(
      fecText([
        ...entryRows('411C1 10, 707 -10', { number: '1', on: '20250226', ...lettered }),
        ...entryRows('411C2 20, 707 -20', { number: '2', on: '20250430', ...lettered }),
      ]),
    );
    expect(lines.map(({ party, letter, letteredOn }) => [party, letter, letteredOn])).toEqual([
      ['C1', 'A', '2025-05-21'],
      ['C2', 'A', '2025-05-21'],
    ]);
  });

  test('E4 and E5 an opening line keeps the day of its document and does not stretch the period', async () => {
    const opening = { journal: 'AN', journalLabel: 'A nouveaux', on: '20250101' };
    const { lines, entries, summary } = await readAll(
      fecText([
        ...entryRows('411C1 300', { ...opening, reference: 'FA0', documentOn: '20231105' }),
        ...entryRows('411C2 5432.10', { ...opening, reference: 'RAN' }),
        ...entryRows('411C3 7', { ...opening, on: '20200311' }),
        ...entryRows('110 -5739.10', opening),
        ...sale('20250106'),
        ...sale('20251230'),
      ]),
    );
    expect(
      lines.slice(0, 2).map((line) => [line.documentOn, line.entryOn, line.amountMinor]),
    ).toEqual([
      ['2023-11-05', '2025-01-01', 30000n],
      ['2025-01-01', '2025-01-01', 543210n],
    ]);
    expect(entries.slice(0, 2).map((entry) => entry.nature)).toEqual(['OPENING', 'OPENING']);
    expect([summary.periodStart, summary.periodEnd]).toEqual(['2025-01-06', '2025-12-30']);
    expect(summary.warnings).toEqual([]);
  });

  test('a file of openings alone speaks for the day it opens', async () => {
    const opening = { journal: 'AN', on: '20250101' };
    const { summary } = await readAll(
      fecText([
        ...entryRows('411C1 7', { ...opening, on: '20200311' }),
        ...entryRows('110 -7', opening),
      ]),
    );
    expect([summary.periodStart, summary.periodEnd]).toEqual(['2025-01-01', '2025-01-01']);
  });
});

describe('whose line it is', () => {
  test.each([
    ['411000', 'C1', 'ACME', 'C1', 'ACME', false],
    ['411000', 'C1', '', 'C1', 'C1', false],
    ['411DUPONT', '', '', '411DUPONT', 'Dupont SA', false],
    ['41100012', '', '', '41100012', 'Dupont SA', false],
    ['411000', '', '', '411000', 'Dupont SA', true],
    ['4191000', '', '', '4191000', 'Dupont SA', true],
    ['411000', '9DIVER', 'CLIENTS DIVERS', '9DIVER', 'CLIENTS DIVERS', true],
    ['411000', 'C0', 'Divers', 'C0', 'Divers', true],
    ['411000', 'CCB', 'CARTES BANCAIRES', 'CCB', 'CARTES BANCAIRES', true],
    ['411000', 'C9', 'DIVERSEY FRANCE', 'C9', 'DIVERSEY FRANCE', false],
    ['411000', '-', 'ignored', '411000', 'Dupont SA', true],
  ])('account %s auxiliary %j %j', async (account, party, name, code, label, isPooled) => {
    const rows = [row({ account, accountLabel: 'Dupont SA', party, name, debit: '1,00' })];
    const { lines } = await readAll(fecText(rows));
    expect(lines[0]).toMatchObject({ party: code, partyName: label, isPooled });
  });

  test('accounts outside the prefixes are nobody, even with an auxiliary; 418 and 491 always', async () => {
    const accounts = ['707', '401', '418', '4181', '491', '410', '412'];
    const rows = accounts.map((account) => row({ account, party: 'C1', debit: '1' }));
    const { lines } = await readAll(fecText(rows), { config: { customerAccountPrefixes: ['41'] } });
    expect(lines.map((line) => line.account)).toEqual(['410', '412']);
    const usual = await readAll(fecText(rows));
    expect(usual.summary.warnings.map((warning) => warning.code)).toContain(
      'FEC_NO_CUSTOMER_LINES',
    );
    expect(usual.summary.letteringCoverage).toBeNull();
  });

  test('the patterns of shared accounts are the connection’s to choose', async () => {
    const rows = [row({ account: '411', party: 'WEB', name: 'Boutique en ligne', debit: '1' })];
    const { lines } = await readAll(fecText(rows), {
      config: { pooledAccountPatterns: ['^web$'] },
    });
    expect(lines[0]?.isPooled).toBe(true);
  });
});

describe('files as exporters write them', () => {
  test('Quadra, provisional: numbers are 0, entries are told apart by where they balance', async () => {
    const { lines, entries, summary, quarantine } = await readAll(fixture('typical-quadra.txt'));
    expect(quarantine).toEqual([]);
    expect(entries.map((entry) => entry.nature)).toEqual([
      ...['OPENING', 'OPENING', 'SALE', 'SALE', 'CASH'],
    ]);
    expect(lines.filter((line) => line.isPooled).map((line) => line.label)).toEqual(['PETIT JEAN']);
    expect([summary.periodStart, summary.periodEnd]).toEqual(['2025-01-15', '2025-03-10']);
    expect(summary.warnings.map((warning) => warning.code)).toEqual(['FEC_ENTRY_NUMBER_MISSING']);
    expect(summary.letteringCoverage).toBe(3 / 5);
  });

  test('ISAGRI: padded fields, a separator too many, windows-1252', async () => {
    const { lines, entries, summary } = await readAll(fixture('typical-isagri.txt'));
    expect(lines[0]).toMatchObject({
      ...{ partyName: 'CŒUR DE MARCHÉ', label: 'VENTE À 0,93 € NECTAR', reference: 'VE  0123' },
      ...{ journal: 'VE', entryNumber: '00000001', amountMinor: 7343n, letter: 'AA' },
    });
    expect(entries.map((entry) => entry.nature)).toEqual(['SALE', 'CASH']);
    expect(summary).toMatchObject({ encoding: 'windows-1252', separator: '|', warnings: [] });
    expect(summary.columns).toHaveLength(18);
  });

  test('Odoo: quotes, separators inside labels, bytes literals, amounts padded with zeros', async () => {
    const { lines, entries, summary } = await readAll(fixture('typical-odoo.txt'));
    expect(lines.map((line) => [line.label, line.reference, line.amountMinor])).toEqual([
      ['', '', 50000n],
      ['Vis "inox" | 8 mm', '', 24000n],
      ['', '', -24000n],
    ]);
    expect(lines[2]).toMatchObject({ journal: 'BNK1', entryNumber: 'BNK1/2025/0007' });
    expect(lines[2]?.partyName).toBe('Martin & Fils');
    expect(entries.map((entry) => entry.nature)).toEqual(['OPENING', 'SALE', 'CASH']);
    expect(summary.warnings).toEqual([
      expect.objectContaining({ code: 'FEC_ROW_REPAIRED', line: 4, count: 3 }),
    ]);
  });

  test('Dolibarr: due dates, the invoice number beside a blank reference, a foreign amount', async () => {
    const { lines } = await readAll(fixture('foreign-currency-dolibarr.txt'));
    expect(lines).toEqual([
      expect.objectContaining({
        ...{ dueOn: '2025-02-09', foreignAmountMinor: 131040n, foreignCurrency: 'USD' },
      }),
      expect.objectContaining({
        dueOn: '2025-02-11',
        reference: 'AV2501-0001',
        amountMinor: -6000n,
      }),
    ]);
  });

  test('a number that never changes is no entry number', async () => {
    const rows = [
      ...entryRows('411C1 10, 707 -10', { on: '20250102' }),
      ...entryRows('512 10, 411C1 -10', { on: '20250102' }),
      ...entryRows('411C2 10, 707 -10', { on: '20250103' }),
    ];
    const { entries } = await readAll(fecText(rows));
    expect(entries.map((entry) => entry.nature)).toEqual(['SALE', 'CASH', 'SALE']);
  });
});

test('a file is recognised by its header or by its legal name, and by nothing else', () => {
  const sniff = (name: string, head: string | Buffer): boolean | undefined =>
    fec.file?.sniff(name, Buffer.from(head));
  expect(sniff('export.txt', fixture('typical-odoo.txt').subarray(0, 200))).toBe(true);
  expect(sniff('export.txt', '\ufeff"journalcode";"Ecriture Num";"Débit"\n')).toBe(true);
  expect(sniff('123456789FEC20241231.TXT', '')).toBe(true);
  expect(sniff('export.csv', 'Date;Libellé;Débit;Crédit;Montant;Devise\n')).toBe(false);
  expect(sniff('export.pdf', '%PDF-1.7')).toBe(false);
});
