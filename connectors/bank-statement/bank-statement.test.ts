import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector } from '../../src/connector-kit/audits';
import { bankStatement } from './index';
import { frenchIban, ibanIn } from './iban';
import { readBytes } from './reading';

describeConnector(bankStatement, { folder: __dirname });

const fixture = (name: string): string =>
  readFileSync(join(__dirname, 'fixtures', `${name}.txt`), 'utf8');

describe('bank statements', () => {
  it.each(['camt', 'mt940', 'cfonb120'])('reads %s with balances that add up', async (format) => {
    const { statements, quarantine, summary, code } = await readBytes(
      fixture(format === 'cfonb120' ? 'typical' : `typical-${format}`),
    );
    expect([code, quarantine]).toEqual([null, []]);
    expect(statements).toHaveLength(1);
    const off = summary?.warnings.filter((each) => each.code === 'BANK_STATEMENT_BALANCE_OFF');
    expect(off).toEqual([]);
  });

  it('tells a batch by its parts, a return by its reason, and leaves out what is not booked', async () => {
    const { transactions, summary } = await readBytes(fixture('typical-camt'));
    expect(
      transactions.map(({ amountMinor, counterpartyName, batchSize, returnReason }) => [
        amountMinor,
        counterpartyName,
        batchSize,
        returnReason,
      ]),
    ).toEqual([
      [120000n, 'MARTIN BOIS SARL', 1, null],
      [26000n, 'ATELIER DURAND', 2, null],
      [30000n, 'HOTEL DU LAC', 2, null],
      [-24000n, 'HOTEL DU LAC', 1, 'MS02'],
      [24000n, null, 3, null],
    ]);
    expect(transactions[0]?.documentReferences).toEqual(['RF18539007547034', 'FA-2025-0112']);
    expect(transactions[1]?.endToEndId).toBeNull();
    expect(summary?.warnings.map(({ code }) => code)).toEqual([
      'BANK_STATEMENT_PENDING_LEFT_OUT',
      'BANK_STATEMENT_BATCH_WHOLE',
    ]);
  });

  it('takes zeros for no reference', async () => {
    const { transactions } = await readBytes(
      ':20:X\n:25:PL61109010140000071219812874\n:28C:1\n:60F:C260101PLN0,\n:61:2601020102C12,50S04000000\n:62F:C260102PLN12,50\n-',
    );
    expect(transactions).toMatchObject([{ amountMinor: 1250n, endToEndId: null }]);
  });

  it('reads what MT940 says in all its ways, and turns the year where the entry date does', async () => {
    const { transactions } = await readBytes(
      fixture('typical-mt940') + fixture('typical-mt940-second'),
    );
    expect(transactions).toMatchObject([
      {
        counterpartyName: 'MARTIN BOIS SARL',
        counterpartyAccount: 'DE89370400440532013000',
        endToEndId: 'MB-2026-0001',
        remittanceText: 'REGLEMENT FACTURE FA-2025-0112',
        bankReference: 'B6A02XY0000001',
      },
      { bookedOn: '2026-01-02', valueOn: '2025-12-31', amountMinor: -1250n },
      {
        endToEndId: 'AD-77',
        remittanceText: 'VIREMENT RECU FACTURES FA-2025-0118 ET FA-2025-0119',
        amountMinor: 56000n,
      },
      { amountMinor: -24000n, isReversal: true },
    ]);
  });

  it('reads sign, details and rejection of CFONB120', async () => {
    const { transactions } = await readBytes(fixture('typical'));
    expect(transactions).toMatchObject([
      { amountMinor: 120000n, counterpartyName: 'MARTIN BOIS SARL', endToEndId: 'MB-2026-0001' },
      { amountMinor: 56000n, bankReference: 'REMISE 7', operationCode: '05' },
      { amountMinor: -24000n, returnReason: '04', counterpartyName: 'HOTEL DU LAC' },
      { amountMinor: -1250n },
    ]);
    expect(transactions[0]?.remittanceText).toContain('FA-2025-0112');
  });

  it('gives a movement the same key whatever else the file holds', async () => {
    const one = await readBytes(fixture('typical-camt'));
    const lessOfIt = fixture('typical-camt').replace(/<Ntry>[\s\S]*?<\/Ntry>/, '');
    const other = await readBytes(lessOfIt);
    const keys = one.transactions.map(({ sourceKey }) => sourceKey);
    expect(other.transactions.map(({ sourceKey }) => sourceKey)).toEqual(keys.slice(1));
  });

  it('keeps equal movements of one day apart, and those of a statement told twice together', async () => {
    const entry = ':61:260105C10,00NTRFNONREF\n:86:LOYER\n';
    const statement = `:20:A\n:25:123\n:28C:1\n:60F:C260104EUR0,00\n${entry}${entry}:62F:C260105EUR20,00\n`;
    const once = await readBytes(statement);
    const twice = await readBytes(statement + statement);
    expect(new Set(once.transactions.map(({ sourceKey }) => sourceKey)).size).toBe(2);
    expect(new Set(twice.transactions.map(({ sourceKey }) => sourceKey)).size).toBe(2);
    const goesOn = statement.replace('0,00\n:61', '20,00\n:61').replace('20,00\n', '20,00\n');
    const next = await readBytes(
      statement +
        goesOn
          .replace('C260104EUR0,00', 'C260105EUR20,00')
          .replace(/:62F.*/, ':62F:C260105EUR40,00'),
    );
    expect(new Set(next.transactions.map(({ sourceKey }) => sourceKey)).size).toBe(4);
  });

  it('names both figures of a statement that does not add up', async () => {
    const { summary } = await readBytes(fixture('typical-mt940').replace('2687,50', '2687,51'));
    expect(summary?.warnings[0]).toMatchObject({
      code: 'BANK_STATEMENT_BALANCE_OFF',
      message: expect.stringMatching(/give 2687\.50 EUR, the bank says 2687\.51 EUR/) as string,
    });
  });

  it.each([
    ['nothing', '', 'BANK_STATEMENT_UNKNOWN_FORMAT'],
    ['a letter', 'Bonjour,\nveuillez trouver', 'BANK_STATEMENT_UNKNOWN_FORMAT'],
    [
      'a notice of credits',
      '<Document><BkToCstmrDbtCdtNtfctn></BkToCstmrDbtCdtNtfctn></Document>',
      'BANK_STATEMENT_OTHER_MESSAGE',
    ],
    ['no statement', '<Document><BkToCstmrStmt></BkToCstmrStmt></Document>', 'BANK_STATEMENT_NONE'],
    ['a document type', '<!DOCTYPE a><a xmlns="camt.053.001.02"/>', 'XML_FORBIDDEN'],
    ['half a document', '<Document><BkToCstmrStmt><Stmt>', 'XML_MALFORMED'],
    [
      'an endless line',
      `:20:A\n:25:1\n:86:${'x'.repeat(20_000)}\n`,
      'BANK_STATEMENT_LINE_TOO_LONG',
    ],
    [
      'a currency nobody knows',
      ':20:A\n:25:1\n:60F:C020101QQQ1,00\n:62F:C020101QQQ1,00\n',
      'BANK_STATEMENT_CURRENCY_UNKNOWN',
    ],
  ])('refuses %s by its code', async (_, file, code) => {
    expect((await readBytes(file)).code).toBe(code);
  });

  it('knows French account numbers as the IBAN they are', () => {
    expect(frenchIban('20041', '01005', '0500013M026')).toBe('FR1420041010050500013M02606');
    expect(ibanIn('FR14 2004 1010 0505 0001 3M02 606')).toBe('FR1420041010050500013M02606');
    expect(ibanIn('FR1520041010050500013M02606')).toBeNull();
  });

  it('reads the same in chunks of any size', async () => {
    for (const name of ['typical-camt', 'typical-mt940', 'malformed-cfonb120', 'malformed-mt940']) {
      const whole = await readBytes(fixture(name));
      for (const lines of [1, 2, 7]) expect(await readBytes(fixture(name), lines)).toEqual(whole);
    }
  });
});
