import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codesOf, documentsOf, readAll } from './reading';

const fixture = (name: string): Buffer => readFileSync(join(__dirname, 'fixtures', `${name}.txt`));

describe('payments', () => {
  test('equal payments are told apart, and are the same in an overlapping list', async () => {
    const rows = [
      'Date règlement;Code client;N° facture;Montant réglé',
      '03/02/2026;C1;F-2026-1;100,00',
      '03/02/2026;C1;F-2026-1;100,00',
      '13/02/2026;C1;;50,00',
    ];
    const keys = documentsOf(await readAll(rows)).map(({ sourceKey }) => sourceKey);
    expect(new Set(keys).size).toBe(3);
    const more = documentsOf(await readAll([...rows, '15/02/2026;C1;;1,00']));
    expect(more.map(({ sourceKey }) => sourceKey).slice(0, 3)).toEqual(keys);
  });

  test('money that went back adds to the debt; several invoices at once are not guessed', async () => {
    const read = await readAll([
      'Date règlement;Code client;N° facture;Montant réglé;Libellé',
      '13/02/2026;C1;;-50,00;Remboursement',
      '14/02/2026;C1;;80,00;LCR impayée',
      '15/02/2026;C1;F1, F2;90,00;Virement',
    ]);
    expect(documentsOf(read)).toMatchObject([
      { kind: 'REFUND', amountMinor: 5000n },
      { kind: 'RETURNED_PAYMENT', amountMinor: 8000n },
      { kind: 'PAYMENT', amountMinor: -9000n, allocations: [], references: ['F1', 'F2'] },
    ]);
    expect(codesOf(read)).toContain('LEDGER_FILE_SEVERAL_INVOICES');
  });
});

describe('aged balances', () => {
  test('lines are told, subtotals and totals checked and never told', async () => {
    const read = await readAll(fixture('typical-aged-balance'));
    expect(read.records).toHaveLength(3);
    expect(read.records.map((record) => record.type)).toEqual(Array(3).fill('agedBalanceLine'));
    expect(codesOf(read)).toEqual([]);
    const wrong = fixture('typical-aged-balance').toString().replace('5 250,00', '5 251,00');
    expect(codesOf(await readAll(Buffer.from(wrong)))).toEqual(['LEDGER_FILE_TOTAL_DIFFERS']);
  });

  test('without a day it is refused and the day asked for', async () => {
    const text = fixture('typical-aged-balance').toString().replace('Arrêtée au 31/10/2026', '');
    await expect(readAll(Buffer.from(text))).rejects.toMatchObject({
      code: 'LEDGER_FILE_AS_OF_MISSING',
      place: { field: 'asOf' },
    });
    const named = await readAll(Buffer.from(text), { fileName: 'balance 2026-10-31.csv' });
    expect(named.records[0]).toMatchObject({ asOf: '2026-10-31' });
  });

  test.each([
    ['Non échu', null, 0],
    ['0-30 jours', 1, 30],
    ['1 à 30 j', 1, 30],
    ['31 - 60', 31, 60],
    ['> 90 jours', 91, null],
    ['+ de 90 j', 91, null],
    ['90+', 90, null],
    ['Over 90 days', 91, null],
    ['< 30 j', 1, 30],
    ['Not yet due', null, 0],
  ])('the title %s is from %s to %s days', async (title, fromDays, toDays) => {
    const rows = [`Code;Client;Total;${title};61-80 j`, 'C1;Durand;10,00;10,00;'];
    const read = await readAll(rows, { asOf: '2026-10-31', kind: 'AGED_BALANCE' });
    expect(read.records[0]).toMatchObject({ buckets: [{ fromDays, toDays }, {}] });
  });
});

describe('customers', () => {
  test('company numbers are checked, a wrong one is left out and told', async () => {
    const read = await readAll([
      'Code client;Raison sociale;SIREN;SIRET;N° TVA',
      'C1;Durand;732 829 320;;',
      'C2;Martin;732829321;;',
      'C3;Petit;;;FR44732829320',
      'C4;Grand;;73282932000074;',
    ]);
    const sirens = read.records.map((record) => (record.type === 'party' ? record.siren : ''));
    expect(sirens).toEqual(['732829320', null, '732829320', '732829320']);
    expect(codesOf(read)).toEqual(['LEDGER_FILE_SIREN_INVALID']);
  });
});

describe('exports of desktop programs', () => {
  test.each([
    ['typical-sage-grand-livre', 'sage-100-grand-livre', 1_120_000n],
    ['typical-sage-pnm', 'sage-pnm', 0n],
    ['typical-quadra', 'quadra-ascii', 1_200_000n],
    ['typical-ebp', 'ebp', 0n],
    ['typical-ciel', 'ciel-ximport', 23_456n],
    ['typical-cegid', 'cegid-csv', 0n],
    ['typical-isacompta', 'isacompta', 0n],
  ])('%s is found by its content', async (name, layout, owed) => {
    const { summary, records, quarantine } = await readAll(fixture(name), { fileName: 'export' });
    expect(summary.separator).toBe(layout);
    expect(quarantine).toEqual([]);
    const lines = records.flatMap((each) => (each.type === 'ledgerLine' ? each.amountMinor : []));
    const expected = name === 'typical-sage-grand-livre' ? 1_000_000n : owed;
    expect(lines.reduce((sum, each) => sum + each, 0n)).toBe(expected);
    const natures = records.flatMap((each) => (each.type === 'ledgerEntry' ? each.nature : []));
    expect(natures.slice(0, 2)).toEqual(['SALE', 'CASH']);
  });

  test('Quadra gives due dates, letters and the names of its accounts', async () => {
    const { records } = await readAll(fixture('typical-quadra'));
    expect(records[0]).toMatchObject({
      party: '9DURAND',
      partyName: 'Durand Matériaux SARL',
      dueOn: '2026-02-04',
      letter: 'A',
    });
  });

  test('however a file is cut, the result is the same', async () => {
    for (const name of ['typical-quadra', 'typical-sage-pnm', 'typical', 'typical-payments']) {
      const whole = await readAll(fixture(name));
      for (const size of [1, 13, 200]) {
        expect(await readAll(fixture(name), { size })).toEqual(whole);
      }
    }
  });
});

describe('customers whose name begins like a total', () => {
  test('are told by their code in an aged balance', async () => {
    const read = await readAll([
      'Balance au 31/12/2025',
      'Code;Client;Total;Non échu;1-30 j',
      'C1;Durand;10,00;10,00;',
      'C2;TOTAL ENERGIES;30,00;;30,00',
      'C2;Total TOTAL ENERGIES;30,00;;30,00',
      'Total général;;40,00;10,00;30,00',
    ]);
    expect(read.records).toMatchObject([{ partyCode: 'C1' }, { partyCode: 'C2' }]);
    expect(codesOf(read)).toEqual([]);
  });

  test('are set aside where only the name could tell', async () => {
    const read = await readAll([
      'Balance au 31/12/2025',
      'Client;Total;Non échu;1-30 j',
      'Durand;10,00;10,00;',
      'TOTAL ENERGIES;30,00;;30,00',
    ]);
    expect(read.quarantine).toMatchObject([{ line: 4, code: 'LEDGER_FILE_TOTAL_DIFFERS' }]);
  });

  test('have their payments told', async () => {
    const read = await readAll([
      'Client;Date règlement;Montant réglé;N° facture',
      'TOTAL ENERGIES;13/01/2026;100,00;F1',
      'Total;;100,00;',
    ]);
    expect(documentsOf(read)).toMatchObject([{ kind: 'PAYMENT', amountMinor: -10000n }]);
  });
});
