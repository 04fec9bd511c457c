import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, formatLocalDate } from '../../src/connector-kit';
import { readBytes } from './reading';

/** Published statements with the reading other programs publish beside them; they are no part of this repository. */
const folder = process.env['ENCOURS_SAMPLES'];
const isThere = folder !== undefined && existsSync(join(folder, 'camt'));
const given = isThere ? describe : describe.skip;
const root = folder ?? '';

interface Expected {
  amountMinor: bigint;
  bookedOn: string;
  valueOn: string | null;
  reference: string | null;
}

given('published samples', () => {
  const camt = isThere
    ? readdirSync(join(root, 'camt')).filter((name) => name.endsWith('.json'))
    : [];
  it.each(camt)('%s reads as published', async (name) => {
    const file = readFileSync(join(root, 'camt', name.replace(/json$/, 'xml')));
    const { transactions, statements, quarantine } = await readBytes(file);
    expect(quarantine).toEqual([]);
    const expected = camtExpected(readFileSync(join(root, 'camt', name), 'utf8'));
    const inOrder = statements.flatMap(({ sourceKey }) =>
      transactions.filter(({ statementKey }) => statementKey === sourceKey),
    );
    expect(expected.length).toBeGreaterThan(0);
    for (const [index, { amountMinor, bookedOn, valueOn }] of expected.entries()) {
      const found = inOrder.at(index - expected.length);
      expect(found).toMatchObject({ amountMinor, bookedOn, valueOn });
    }
  });

  const mt940 = isThere
    ? ['jejik', 'self-provided'].flatMap((part) =>
        readdirSync(join(root, 'mt940', part))
          .filter((name) => name.endsWith('.sta'))
          .map((name) => join(part, name)),
      )
    : [];
  it.each(mt940)('%s reads as published', async (name) => {
    const expected = mt940Expected(
      readFileSync(join(root, 'mt940', name.replace(/sta$/, 'yml')), 'latin1'),
    );
    const reading = await readBytes(readFileSync(join(root, 'mt940', name)));
    expect(reading.quarantine).toEqual([]);
    const got = reading.transactions.map(({ amountMinor, bookedOn, valueOn }) => ({
      amountMinor,
      bookedOn,
      valueOn,
    }));
    expect(got).toEqual(
      expected.map(({ amountMinor, bookedOn, valueOn }) => ({ amountMinor, bookedOn, valueOn })),
    );
    const references = expected.map(({ reference }) => reference);
    expect(reading.transactions.map(({ bankReference }) => bankReference)).toEqual(references);
  });

  const malformed: [string, string, number][] = [
    ['end_of_statement_without_beginning', 'BANK_STATEMENT_END_WITHOUT_START', 9],
    ['invalid_date', 'BANK_STATEMENT_DATE_INVALID', 1],
    ['new_statement_without_previous_ended', 'BANK_STATEMENT_NOT_ENDED', 6],
    ['operation', 'BANK_STATEMENT_MOVEMENT_OUTSIDE', 1],
    ['operation_already_defined', 'BANK_STATEMENT_MOVEMENT_OUTSIDE', 1],
    ['operation_detail_without_operation', 'BANK_STATEMENT_DETAIL_WITHOUT_MOVEMENT', 3],
    ['operation_out_of_statement', 'BANK_STATEMENT_MOVEMENT_OUTSIDE', 1],
    ['operation_unstarted', 'BANK_STATEMENT_DETAIL_WITHOUT_MOVEMENT', 1],
  ];
  it.each(malformed)('cfonb120 %s is told as %s on line %i', async (name, code, line) => {
    const reading = await readBytes(readFileSync(join(root, 'cfonb120', `${name}.txt`)));
    expect(reading.quarantine[0]).toMatchObject({ code, line });
    if (reading.transactions.length === 0) expect(reading).toMatchObject({ code, line });
  });

  it('reads the good CFONB120 statement to the last detail', async () => {
    const reading = await readBytes(readFileSync(join(root, 'cfonb120', 'example.txt')));
    expect(reading.quarantine).toEqual([]);
    expect(reading.transactions.map(({ amountMinor }) => amountMinor)).toEqual([
      -3221n,
      -1070n,
      -790n,
      9749n,
      -1210n,
      -790n,
    ]);
    expect(reading.statements).toMatchObject([
      { openingMinor: -19040n, closingMinor: -24121n, openingOn: '2019-05-15' },
      { openingMinor: -24121n, closingMinor: -16372n, closingOn: '2019-05-17' },
    ]);
    expect(reading.transactions[0]).toMatchObject({
      counterpartyName: 'INTERNET SFR',
      endToEndId: 'OTHER REFERENCE',
      bankReference: 'REFERENCE',
    });
    expect(reading.summary?.warnings).toEqual([]);
  });
});

/** Entries of the reading as JSON; it holds those of the last statement. */
function camtExpected(json: string): Expected[] {
  const message = JSON.parse(json) as {
    getEntries: {
      getAmount: { getAmount: string };
      getBookingDate: { 0: string };
      getValueDate: { 0: string } | null;
    }[];
  };
  return message.getEntries.map((entry) => ({
    amountMinor: BigInt(entry.getAmount.getAmount),
    bookedOn: entry.getBookingDate[0].slice(0, 10),
    valueOn: entry.getValueDate?.[0].slice(0, 10) ?? null,
    reference: null,
  }));
}

/** Transactions of the reading as YAML; dates are bytes of year, month and day. */
function mt940Expected(yaml: string): Expected[] {
  const blocks = yaml.split('models.Transaction\n').slice(1);
  return blocks.map((block) => {
    const amount = /Decimal\n\s+- '([^']+)'/.exec(block)?.[1] ?? '';
    const [whole = '0', cents = ''] = amount.replace('-', '').split('.');
    const minor = BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0').slice(0, 2));
    const valueOn = dayOf(block, 'date');
    const reference = /bank_reference: (.*)/.exec(block)?.[1] ?? 'null';
    return {
      amountMinor: amount.startsWith('-') ? -minor : minor,
      valueOn,
      // Without a day of booking of its own a movement is booked on its value date.
      bookedOn: dayOf(block, 'entry_date') ?? valueOn ?? '',
      reference: /^(null|NONREF|'')$/.test(reference) ? null : reference.replace(/^'|'$/g, ''),
    };
  });
}

function dayOf(block: string, name: string): string | null {
  const base64 = new RegExp(`\\n\\s+${name}: [^\\n]*\\n\\s+- !!binary \\|\\n\\s+(\\S+)`).exec(
    block,
  );
  const bytes = Buffer.from(base64?.[1] ?? '', 'base64');
  if (bytes.length < 4) return null;
  return addDays(
    formatLocalDate((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0), bytes[2] ?? 1, bytes[3] ?? 1),
    0,
  );
}
