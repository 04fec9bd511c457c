import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UnifiedRecord } from '../../src/connector-kit';
import { fec, FecConfig } from './index';

const XML = readFileSync(join(__dirname, 'fixtures', 'not-flat-xml.txt'));
const FLAT = [
  'JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise',
  'VE|Ventes|1|20260105|411000|Clients|DURAND|Durand & Fils|FA101|20260105|Facture FA101|1234,56|0,00|||20261231||',
  'VE|Ventes|1|20260105|707000|Ventes|||FA101|20260105|Facture FA101|0,00|1028,80|||20261231||',
  'VE|Ventes|1|20260105|445710|TVA|||FA101|20260105|Facture FA101|0,00|205,76|||20261231||',
  'VE|Ventes|3|20260210|411000|Clients|MARTIN|Martin|AV001|20260210|Avoir Société|0,00|120,00|||20261231||',
  'VE|Ventes|3|20260210|707000|Ventes|||AV001|20260210|Avoir Société|100,00|0,00|||20261231||',
  'VE|Ventes|3|20260210|445710|TVA|||AV001|20260210|Avoir Société|20,00|0,00|||20261231||',
  'BQ|Banque|2|20260203|411000|Clients|DURAND|Durand & Fils|R02|20260203|Virement / Durand|0,00|1234,56|A|20260228|20261231||',
  'BQ|Banque|2|20260203|512000|Banque|||R02|20260203|Virement / Durand|1234,56|0,00|||20261231||',
].join('\n');

async function read(
  content: Uint8Array,
  size = content.length,
): Promise<{ records: UnifiedRecord[]; encoding: string; debit: bigint; quarantined: number }> {
  const chunks = [];
  for (let at = 0; at < content.length; at += size) {
    chunks.push({ firstLine: 1, content: content.subarray(at, at + size) });
  }
  const pages = fec.file?.read(chunks, {
    config: new FecConfig(),
    fileName: 'books.xml',
    signal: new AbortController().signal,
  });
  if (pages === undefined) throw new Error('fec reads files');
  const records: UnifiedRecord[] = [];
  let quarantined = 0;
  for (;;) {
    const { value, done } = await pages.next();
    if (done === true) {
      return { records, encoding: value.encoding, debit: value.totalDebitMinor, quarantined };
    }
    records.push(...value.records);
    quarantined += value.quarantine.length;
  }
}

/** A line's number is of its own file; a label may hold what parts the flat form's columns. */
const told = (records: readonly UnifiedRecord[]): unknown[] =>
  records.map((record) =>
    record.type === 'ledgerLine'
      ? { ...record, line: 0, label: record.label.replace(/[|/]/, '') }
      : record,
  );

describe('the XML form of a FEC', () => {
  test('the same books as XML and flat give the same records', async () => {
    const xml = await read(XML);
    const flat = await read(Buffer.from(FLAT));
    expect(told(xml.records)).toEqual(told(flat.records));
    expect(xml.debit).toBe(flat.debit);
    expect(xml.quarantined).toBe(0);
  });

  test('lines keep the number of the line they begin on, and the declared encoding is used', async () => {
    const { records, encoding } = await read(XML);
    expect(encoding).toBe('iso-8859-15');
    const labels = records.flatMap((record) => (record.type === 'ledgerLine' ? record.label : []));
    expect(labels).toEqual(['Facture FA101', 'Avoir Société', 'Virement | Durand']);
    const lines = records.flatMap((record) => (record.type === 'ledgerLine' ? record.line : []));
    const source = XML.toString('latin1').split('\n');
    expect(lines.map((line) => source[line - 1]?.trim())).toEqual([
      '<ligne>',
      '<ligne>',
      '<ligne>',
    ]);
  });

  test('however the file is cut, the result is the same', async () => {
    const whole = await read(XML);
    for (const size of [1, 7, 64, 1000]) expect(await read(XML, size)).toEqual(whole);
  });

  test('Montant and Sens give what Debit and Credit give', async () => {
    const sided = XML.toString('latin1')
      .replace(/<Debit>(.*)<\/Debit>/g, '<Montant>$1</Montant><Sens>D</Sens>')
      .replace(/<Credit>(.*)<\/Credit>/g, '<Montant>$1</Montant><Sens>-1</Sens>');
    const read2 = await read(Buffer.from(sided, 'latin1'));
    expect(told(read2.records)).toEqual(told((await read(XML)).records));
  });

  describe('written otherwise', () => {
    const text = XML.toString('latin1');
    const sided = (xml: string): string =>
      xml
        .replace('<Debit>1234.56</Debit>', '<Montant devise="EUR">1234.56</Montant><Sens>D</Sens>')
        .replace('<Credit>1028.80</Credit>', '<Montant>1028.80</Montant><Sens> C </Sens>');

    test.each<[string, string | Buffer]>([
      ['some lines with Montant and Sens, the others with Debit and Credit', sided(text)],
      [
        'Montant and Sens with attributes',
        text
          .replace(/<Debit>(.*)<\/Debit>/g, '<Montant d="EUR">$1</Montant><Sens>D</Sens>')
          .replace(/<Credit>(.*)<\/Credit>/g, '<Montant d="EUR">$1</Montant><Sens>C</Sens>'),
      ],
      [
        'a prefix of its own',
        text.replace(/<(\/?)(\w)/g, '<$1f:$2').replace('<f:comptabilite', '$& xmlns:f="urn:f"'),
      ],
      ['days with their zone', text.replace(/(\d{4}-\d{2}-\d{2})</g, '$1+01:00<')],
      ['amounts as xs:float writes them', text.replace('1234.56', '1.23456E3')],
      ['UTF-16', Buffer.from(`\ufeff${text.replace('ISO-8859-15', 'UTF-16')}`, 'utf16le')],
    ])('%s: the same books', async (_, written) => {
      const bytes = typeof written === 'string' ? Buffer.from(written, 'latin1') : written;
      const expected = await read(XML);
      for (const size of [bytes.length, 13]) {
        const found = await read(bytes, size);
        expect(found.quarantined).toBe(0);
        expect(told(found.records)).toEqual(told(expected.records));
        expect(found.debit).toBe(expected.debit);
      }
    });

    test('a side that is none sets its line aside, with the amount', async () => {
      const wrong = sided(text).replace('<Sens>D</Sens>', '<Sens>X</Sens>');
      const { quarantined, records } = await read(Buffer.from(wrong, 'latin1'));
      expect(quarantined).toBe(1);
      expect(records.filter(({ type }) => type === 'ledgerLine')).toHaveLength(2);
    });

    test('an amount in another currency is the line’s', async () => {
      const foreign = '<Montantdevise>1300.00</Montantdevise><Idevise>USD</Idevise>';
      const { records } = await read(
        Buffer.from(text.replace('<Debit>1234', `${foreign}$&`), 'latin1'),
      );
      expect(records[0]).toMatchObject({ foreignAmountMinor: 130000n, foreignCurrency: 'USD' });
    });
  });

  test('a line whose amount cannot be read is set aside with its place, the others are read', async () => {
    const broken = XML.toString('latin1').replace('<Debit>1234.56', '<Debit>many');
    const { records, quarantined } = await read(Buffer.from(broken, 'latin1'));
    expect(quarantined).toBe(1);
    expect(records.filter(({ type }) => type === 'ledgerLine')).toHaveLength(2);
  });

  test.each([
    ['a document type', '<!DOCTYPE comptabilite [<!ENTITY a "b">]>', 'XML_FORBIDDEN'],
    ['an entity nobody declared', '<comptabilite>&xxe;</comptabilite>', 'XML_MALFORMED'],
    ['an end before its time', '<comptabilite><exercice>', 'XML_MALFORMED'],
  ])('%s is refused by a code with its line', async (_, inserted, code) => {
    const text = inserted.startsWith('<!')
      ? `<?xml version="1.0"?>${inserted}<comptabilite></comptabilite>`
      : `<?xml version="1.0"?>${inserted}`;
    await expect(read(Buffer.from(text))).rejects.toMatchObject({ code, family: 'CONTRACT' });
  });
});
