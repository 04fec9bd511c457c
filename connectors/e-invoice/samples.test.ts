/** Every published sample, against an oracle that knows no XML: run with ENCOURS_SAMPLES. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { readInvoice, refusalOf } from './e-invoice.test-support';

const folder = process.env['ENCOURS_SAMPLES'] ?? '';
const FOLDERS = [
  'ubl/en16931',
  'ubl/xrechnung',
  'cii/en16931',
  'cii/xrechnung',
  'factur-x/akretion',
  'factur-x/fnfe',
];
const hasSamples = folder !== '' && existsSync(join(folder, 'ubl'));
const describeSamples = hasSamples ? describe : describe.skip;

interface Sample {
  name: string;
  bytes: Buffer;
}

function samples(...folders: string[]): Sample[] {
  return folders.flatMap((each) =>
    readdirSync(join(folder, each))
      .sort()
      .map((name) => ({ name: `${each}/${name}`, bytes: readFileSync(join(folder, each, name)) })),
  );
}

/** The XML as text: of a PDF, what stands in it in plain, else the first packed stream that unpacks to an invoice. */
function xmlOf({ bytes }: Sample): string {
  if (!bytes.subarray(0, 1024).includes('%PDF-')) return bytes.toString('utf8');
  const plain = bytes.indexOf('<rsm:CrossIndustry');
  if (plain >= 0) return bytes.toString('utf8', plain);
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const from = at + (bytes[at + 6] === 13 ? 8 : 7);
    try {
      const text = inflateSync(bytes.subarray(from)).toString('utf8');
      if (/<(?:rsm:)?CrossIndustry/.test(text)) return text;
    } catch {
      // Not packed, or no stream at all.
    }
  }
  return '';
}

const DUE = /<(?:\w+:)?(?:Due)?PayableAmount[^>]*>\s*([-+\d.]+)\s*</;
const GRAND = /<(?:\w+:)?(?:GrandTotalAmount|TaxInclusiveAmount)[^>]*>\s*([-+\d.]+)\s*</;
const TYPE = /<(?:\w+:)?(?:InvoiceTypeCode|CreditNoteTypeCode|TypeCode)[^>]*>\s*(\d+)\s*</;
const NUMBER =
  /<(?:rsm:)?(?:Header)?ExchangedDocument>[\s\S]*?<ram:ID>\s*([^<]+?)\s*<|<cbc:ID[^>]*>\s*([^<]+?)\s*</;

/** Cents, by text alone; every sample has two decimals at most that count. */
function cents(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const minor =
    BigInt(whole === '' ? 0 : whole) * 100n + BigInt(fraction.padEnd(2, '0').slice(0, 2));
  return text.startsWith('-') ? -minor : minor;
}

describeSamples('published samples', () => {
  it('are taken with the amount due and its sign, or refused because they are orders', async () => {
    const outcome = { invoices: 0, orders: 0 };
    for (const sample of samples(...FOLDERS)) {
      if (sample.name.includes('order-x')) {
        expect([sample.name, await refusalOf(sample.bytes)]).toEqual([
          sample.name,
          'EINVOICE_IS_ORDER',
        ]);
        outcome.orders += 1;
        continue;
      }
      const xml = xmlOf(sample);
      const due = cents((DUE.exec(xml) ?? GRAND.exec(xml))?.[1] ?? 'none');
      const isCredit = ['381', '396', '261'].includes(TYPE.exec(xml)?.[1] ?? '');
      const number = NUMBER.exec(xml);
      const { document } = await readInvoice(sample.bytes);
      expect([sample.name, document?.amountMinor, document?.number]).toEqual([
        sample.name,
        isCredit && due > 0n ? -due : due,
        number?.[1] ?? number?.[2],
      ]);
      outcome.invoices += 1;
    }
    expect(outcome).toEqual({ invoices: 85, orders: 2 });
  });

  it('are the same receivable in UBL and in CII', async () => {
    const inUbl = samples('ubl/xrechnung');
    const inCii = samples('cii/xrechnung');
    expect(inCii).toHaveLength(inUbl.length);
    for (const [index, { name, bytes }] of inUbl.entries()) {
      const left = await readInvoice(bytes);
      const right = await readInvoice(inCii[index]?.bytes ?? '');
      // One pair names another VAT number of the seller, and two lack a placeholder order number in CII.
      const { references: ours, sourceKey, ...document } = left.document ?? { references: [] };
      const {
        references: theirs,
        sourceKey: other,
        ...twin
      } = right.document ?? { references: [] };
      expect([name, twin, right.party]).toEqual([name, document, left.party]);
      expect(ours).toEqual(expect.arrayContaining([...theirs]));
      if (!name.includes('01.21a')) expect([name, other]).toEqual([name, sourceKey]);
    }
  });
});
