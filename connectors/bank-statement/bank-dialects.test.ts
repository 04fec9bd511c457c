import { readBytes, type Reading } from './reading';

const IBAN = 'FR1420041010050500013M02606';

/** One statement of MT940 about these lines. */
function mt940(
  lines: readonly string[],
  change: { account?: string; currency?: string } = {},
): string {
  const { account = `:25:${IBAN}`, currency = 'EUR' } = change;
  const all = [':20:R', account, ':28C:1/1', `:60F:C250101${currency}100,`, ...lines, '-'];
  return all.filter((line) => line !== '').join('\r\n');
}

/** A record of CFONB120 of this account. */
function cfonb(
  code: string,
  minor: number,
  change: { text?: string; currency?: string } = {},
): string {
  const { text = '', currency = 'EUR' } = change;
  const digits = String(Math.abs(minor)).padStart(14, '0');
  const signs = minor < 0 ? '}JKLMNOPQR' : '{ABCDEFGHI';
  const amount = `${digits.slice(0, 13)}${signs[Number(digits[13])]}`;
  const head = `${code}20041    01005${currency}2 0500013M026`;
  const tail = code === '05' ? `     ${text}` : `  000000${text}`;
  return code === '05'
    ? `${head}05020125${tail}`.padEnd(120)
    : `${head}${code === '04' ? '05' : '  '}020125${tail}`.padEnd(90) + amount.padEnd(30);
}

function camt(content: string, account = `<Ccy>EUR</Ccy>`): string {
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
<Acct><Id><IBAN>${IBAN}</IBAN></Id>${account}</Acct>${content}</Stmt></BkToCstmrStmt></Document>`;
}

const entry = (amount: string, currency = 'EUR'): string =>
  `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-01-02</Dt></BookgDt></Ntry>`;
const balance = (code: string, amount: string, currency: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-01</Dt></Dt></Bal>`;

const warningsOf = ({ summary }: Reading): string[] =>
  (summary?.warnings ?? []).map(({ code }) => code);

describe('MT940 as banks write it', () => {
  it('reads marks of 1999', async () => {
    const { transactions, quarantine } = await readBytes(
      mt940([':61:9901020102C10,50NTRFNONREF'], { currency: 'DEM' }).replace('C250101', 'C990101'),
    );
    expect(quarantine).toEqual([]);
    expect(transactions).toMatchObject([
      { amountMinor: 1050n, currency: 'DEM', bookedOn: '1999-01-02' },
    ]);
  });

  it.each(['', ':25:'])(
    'reads a statement that names no account (%j), and says so',
    async (account) => {
      const reading = await readBytes(mt940([':61:250102C10,00NTRFNONREF'], { account }));
      expect(reading.quarantine).toEqual([]);
      expect(reading.transactions).toMatchObject([{ account: 'UNKNOWN', amountMinor: 1000n }]);
      expect(warningsOf(reading)).toEqual(['BANK_STATEMENT_ACCOUNT_UNKNOWN']);
    },
  );

  it('takes no movement whose account stood in a line that was lost', async () => {
    const damaged = mt940([':61:250102C10,00NTRFNONREF'], { account: `:2S:${IBAN}` });
    const reading = await readBytes(damaged);
    expect(reading.transactions).toEqual([]);
    expect(reading.quarantine.map(({ code }) => code)).toContain('BANK_STATEMENT_MOVEMENT_OUTSIDE');
  });

  it('takes a reference of sixteen characters, and the name behind it for text', async () => {
    const { transactions } = await readBytes(
      mt940([
        ':61:250102C10,00N0600733959555      T-MOBILE BV',
        ':61:250102C11,00NTRFINVOICE-2025-00012345',
      ]),
    );
    expect(transactions).toMatchObject([
      { endToEndId: '0733959555', remittanceText: 'T-MOBILE BV' },
      { endToEndId: 'INVOICE-2025-00012345' },
    ]);
  });

  it('leaves out what is only expected', async () => {
    const reading = await readBytes(
      mt940([':61:250102EC10,00NTRFNONREF', ':61:250102ED5,00NTRFNONREF', ':61:250102C1,00NTRFX']),
    );
    expect(reading.transactions.map(({ amountMinor }) => amountMinor)).toEqual([100n]);
    expect(warningsOf(reading)).toEqual(['BANK_STATEMENT_PENDING_LEFT_OUT']);
  });

  it('sets aside an amount with thousands apart, whatever the decimals of its currency', async () => {
    const { transactions, quarantine } = await readBytes(
      mt940([':61:250102C1.234,500NTRFNONREF'], { currency: 'TND' }),
    );
    expect(transactions).toEqual([]);
    expect(quarantine).toMatchObject([{ code: 'BANK_STATEMENT_LINE_INVALID', line: 5 }]);
  });

  it('reads tags that are indented or folded, and marks of transmission', async () => {
    const plain = mt940([':61:250102C10,00NTRFNONREF', ':86:FA-1']);
    const { transactions, quarantine } = await readBytes(
      `\u0001${plain.replace(':28C:', '   :28C:').replace(':86:', ':\r\n86:')}\u0003`,
    );
    expect(quarantine).toEqual([]);
    expect(transactions).toMatchObject([{ amountMinor: 1000n, remittanceText: 'FA-1' }]);
  });

  it('parts words at short lines and joins them at full ones', async () => {
    const full = `VIR SEPA RECU DE ALPHA POUR LE REGLEMENT DES FACTURES ${'X'.repeat(5)} FA-12`;
    expect(full).toHaveLength(65);
    const { transactions } = await readBytes(
      mt940([
        ...[':61:250102C10,00NTRFNONREF', `:86:${full}`, '34 ET FA-99'],
        ...[':61:250102C11,00NTRFNONREF', `:86:${full.slice(0, 62)}`, '34 ET FA-99'],
        ...[':61:250102C12,00NTRFNONREF', ':86:/REMI/FACTURE FA-1', 'FA-2/EREF/E1'],
      ]),
    );
    expect(transactions.map(({ remittanceText }) => remittanceText.slice(-18))).toEqual([
      'X FA-1234 ET FA-99',
      'XXX FA 34 ET FA-99',
      'FACTURE FA-1 FA-2',
    ]);
  });

  it('takes ?60 for more of the purpose only behind ?29', async () => {
    const { transactions } = await readBytes(
      mt940([':61:250102C10,00NMSC', ':86:166?00GUTSCHRIFT?20EREF+L110?60000012345 FA-7']),
    );
    expect(transactions).toMatchObject([
      { endToEndId: 'L110', remittanceText: expect.stringContaining('FA-7') as string },
    ]);
  });

  it('reads code page 850 where its letters stand, else Windows-1252', async () => {
    const cp850 = (text: string): string =>
      text
        .replace(/É/g, '\u0090')
        .replace(/é/g, '\u0082')
        .replace(/á/g, '\u00a0')
        .replace(/ó/g, '\u00a2');
    const lines = [
      ':61:250102C10,00NTRFNONREF',
      ':86:VIR SOCIÉTÉ réglé jóváírása'.replace('í', '\u00a1'),
    ];
    const old = await readBytes(Buffer.from(cp850(mt940(lines)), 'latin1'));
    expect(old.transactions).toMatchObject([{ remittanceText: 'VIR SOCIÉTÉ réglé jóváírása' }]);
    expect(old.summary?.encoding).toBe('cp850');
    const later = await readBytes(
      Buffer.from(mt940([lines[0] ?? '', ':86:SOCIÉTÉ RÈGLE L\u0092ÉTÉ £5']), 'latin1'),
    );
    expect(later.transactions).toMatchObject([{ remittanceText: 'SOCIÉTÉ RÈGLE L’ÉTÉ £5' }]);
    expect(later.summary?.encoding).toBe('windows-1252');
  });
});

describe('CFONB120 as banks write it', () => {
  const records = (count: number): string[] => [
    cfonb('01', 10000),
    ...Array.from({ length: count }, (_, index) => cfonb('04', 100 + index)),
    cfonb('07', 10000 + (count * (count + 199)) / 2),
  ];

  it('reads records without line ends, however many and wherever the file is cut', async () => {
    const text = records(2_000).join('');
    const whole = await readBytes(text);
    expect(whole).toMatchObject({ code: null, quarantine: [] });
    expect(whole.transactions).toHaveLength(2_000);
    expect(warningsOf(whole)).toEqual([]);
    const bad = await readBytes(text.replace(/^(.{1415})./s, '$1?'));
    expect(bad.quarantine).toMatchObject([{ code: 'BANK_STATEMENT_AMOUNT_INVALID', line: 12 }]);
  });

  it('counts letters, not bytes, in records without line ends', async () => {
    const wide = [cfonb('01', 0), cfonb('04', 5, { text: 'ÉTÉ' }), cfonb('04', 7), cfonb('07', 12)];
    const { transactions, quarantine } = await readBytes(wide.join(''));
    expect(quarantine).toEqual([]);
    expect(transactions.map(({ amountMinor }) => amountMinor)).toEqual([5n, 7n]);
  });

  it('reads a value date of zeros as none, and every sign', async () => {
    const amounts = [...Array(10).keys()].flatMap((digit) => [10 + digit, -10 - digit]);
    const { transactions } = await readBytes(
      [cfonb('01', 0), ...amounts.map((minor) => cfonb('04', minor)), cfonb('07', 0)].join('\n'),
    );
    expect(transactions.map(({ amountMinor }) => Number(amountMinor))).toEqual(amounts);
    expect(transactions.every(({ valueOn }) => valueOn === null)).toBe(true);
  });

  it('reads francs, and takes nothing in a currency nobody knows', async () => {
    const francs = { currency: 'FRF' };
    const statement = [cfonb('01', 0, francs), cfonb('04', 12, francs), cfonb('07', 12, francs)];
    expect(await readBytes(statement.join('\n'))).toMatchObject({
      transactions: [{ currency: 'FRF', amountMinor: 12n }],
      quarantine: [],
    });
    const unknown = await readBytes(statement.join('\n').replaceAll('FRF', 'QQQ'));
    expect(unknown).toMatchObject({ code: 'BANK_STATEMENT_CURRENCY_UNKNOWN', statements: [] });
  });

  it('keeps the number a payer is identified by', async () => {
    const { transactions } = await readBytes(
      [
        cfonb('01', 0),
        cfonb('04', 5),
        cfonb('05', 0, { text: 'IPY732829320' }),
        cfonb('07', 5),
      ].join('\n'),
    );
    expect(transactions).toMatchObject([
      { remittanceText: '732829320', counterpartyAccount: null },
    ]);
  });
});

describe('CAMT.053 as banks write it', () => {
  it('says of a closing balance in another currency that it was not compared', async () => {
    const reading = await readBytes(
      camt(balance('OPBD', '1.00', 'EUR') + balance('CLBD', '2.00', 'SEK') + entry('1.00')),
    );
    expect(reading.quarantine).toEqual([]);
    expect(reading.statements).toMatchObject([{ currency: 'EUR', closingMinor: null }]);
    expect(warningsOf(reading)).toEqual(['BANK_STATEMENT_BALANCE_CURRENCY']);
  });

  it('takes the currency of the first entry before that of an available balance', async () => {
    const { statements } = await readBytes(camt(balance('CLAV', '2', 'JPY') + entry('1.00'), ''));
    expect(statements).toMatchObject([{ currency: 'EUR' }]);
  });

  it.each([
    ['JPY', '1200.00', 1200n],
    ['BHD', '1.234', 1234n],
    ['EUR', '.50', 50n],
    ['EUR', '8.85000', 885n],
  ])('reads %s %s exactly', async (currency, amount, minor) => {
    const { transactions } = await readBytes(
      camt(entry(amount, currency), `<Ccy>${currency}</Ccy>`),
    );
    expect(transactions).toMatchObject([{ amountMinor: minor, currency }]);
  });
});
