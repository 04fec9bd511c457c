import {
  CII_FIXTURE,
  documentOf,
  fixture,
  pdf,
  readInvoice,
  refusalOf,
  ubl,
  UBL_FIXTURE,
} from './e-invoice.test-support';
import { eInvoiceReader } from './read-e-invoice';

const CII = 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100';

describe('what is no invoice of ours is refused by name', () => {
  it.each([
    ['nothing at all', '', 'EINVOICE_NOT_RECOGNISED'],
    ['a list', 'number;date;amount\nF1;2026-01-01;12,00\n', 'EINVOICE_NOT_RECOGNISED'],
    ['a page', '<html><body>Invoice</body></html>', 'EINVOICE_NOT_RECOGNISED'],
    ['an invoice of another standard', '<Invoice><ID>1</ID></Invoice>', 'EINVOICE_NOT_RECOGNISED'],
    [
      'an Order-X',
      '<rsm:SCRDMCCBDACIOMessageStructure xmlns:rsm="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>',
      'EINVOICE_IS_ORDER',
    ],
    [
      'a UBL order',
      '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
      'EINVOICE_IS_ORDER',
    ],
    ['an order within an invoice', ubl({ typeCode: '220' }), 'EINVOICE_IS_ORDER'],
    ['a pro forma', ubl({ typeCode: '325' }), 'EINVOICE_IS_PROFORMA'],
    [
      'a FatturaPA',
      '<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"/>',
      'EINVOICE_IS_FATTURAPA',
    ],
    ['an invoice without a buyer', ubl({ buyer: ' ' }), 'EINVOICE_FIELD_MISSING'],
    ['an invoice without a number', ubl({ number: ' ' }), 'EINVOICE_FIELD_MISSING'],
    ['an endless number', ubl({ number: '1'.repeat(300) }), 'EINVOICE_FIELD_INVALID'],
    ['an unknown currency', ubl({ currency: 'EURO' }), 'EINVOICE_CURRENCY_UNKNOWN'],
    ['a header alone', `<r:CrossIndustryInvoice xmlns:r="${CII}"/>`, 'EINVOICE_FIELD_MISSING'],
  ])('%s', async (_, content, code) => {
    expect(await refusalOf(content)).toBe(code);
  });

  it('names what is wrong, where, and what to do', async () => {
    const refused = readInvoice(ubl({ due: '12,50' }));
    await expect(refused).rejects.toMatchObject({
      family: 'CONTRACT',
      code: 'EINVOICE_AMOUNT_INVALID',
      place: { field: 'BT-115', path: 'LegalMonetaryTotal/PayableAmount', line: 11 },
      remedy: expect.stringContaining('Ask the sender') as string,
    });
  });

  it('refuses a document of which a line was overwritten', async () => {
    const lines = fixture(UBL_FIXTURE).toString().split('\n');
    const at = lines.findIndex((line) => line.includes('PrepaidAmount'));
    lines[at] = 'no element at all';
    await expect(readInvoice(lines.join('\n'))).rejects.toMatchObject({
      code: 'EINVOICE_TEXT_STRAY',
      place: { line: at + 1, path: 'LegalMonetaryTotal' },
    });
  });

  it('takes an unknown type for an invoice, with a warning', async () => {
    const { document, warnings } = await readInvoice(ubl({ typeCode: '999' }));
    expect(document?.kind).toBe('INVOICE');
    expect(warnings).toEqual(['EINVOICE_TYPE_UNKNOWN']);
  });
});

describe('where a document goes wrong', () => {
  it.each([
    ['a page', '\n<html/>', { line: 2, path: 'html' }],
    ['a list', 'number;date\nF1;2026-01-01\n', { line: 1 }],
  ])('is told of %s', async (_, content, place) => {
    await expect(readInvoice(content)).rejects.toMatchObject({
      code: 'EINVOICE_NOT_RECOGNISED',
      place,
    });
  });

  it('is told of XML broken in its first tag, which is XML all the same', async () => {
    await expect(
      readInvoice(ubl().replace('<Invoice ', '<Invoice a="1" a="2" ')),
    ).rejects.toMatchObject({
      code: 'XML_MALFORMED',
      place: { line: 2 },
    });
  });

  it('is not a blank line before the declaration', async () => {
    expect((await readInvoice(`\n${ubl()}`)).document?.number).toBe('F1');
  });
});

describe('hostile XML', () => {
  it.each([
    ['a bomb of entities', fixture('malformed-bomb.txt').toString(), 'XML_FORBIDDEN'],
    [
      'an external document type',
      `<!DOCTYPE x SYSTEM "file:///etc/passwd">${ubl()}`,
      'XML_FORBIDDEN',
    ],
    ['an entity nobody declared', ubl({ number: '&xxe;' }), 'XML_MALFORMED'],
    ['a document cut off', fixture('malformed-cut.txt').toString(), 'XML_MALFORMED'],
    ['elements without end', ubl({ header: '<a>'.repeat(100_000) }), 'XML_LIMIT_EXCEEDED'],
    ['a hundred attributes', ubl({ header: `<a ${attributes(100)}/>` }), 'XML_LIMIT_EXCEEDED'],
    [
      'a header of a hundred thousand elements',
      ubl({ header: '<cbc:Note>x</cbc:Note>'.repeat(100_000) }),
      'XML_LIMIT_EXCEEDED',
    ],
    ['an encoding nobody has', ubl().replace('UTF-8', 'EBCDIC-FR'), 'XML_ENCODING_UNKNOWN'],
  ])('%s is refused', async (_, content, code) => {
    expect(
      await refusalOf(content.startsWith('<!') ? content.replace(/<\?xml.*\?>/, '') : content),
    ).toBe(code);
  });

  it('of names that JavaScript knows does no harm', async () => {
    const header = '<__proto__><polluted>1</polluted></__proto__><constructor>x</constructor>';
    expect((await documentOf(ubl({ header }))).number).toBe('F1');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('of more than 10 MB is refused, and ten thousand lines are not', async () => {
    const line = `<cac:InvoiceLine><cbc:ID>1</cbc:ID><cac:Item><cbc:Name>${'x'.repeat(500)}</cbc:Name></cac:Item></cac:InvoiceLine>`;
    expect((await documentOf(ubl({ terms: line.repeat(10_000) }))).amountMinor).toBe(10_000n);
    expect(await refusalOf(ubl({ terms: line.repeat(20_000) }))).toBe('EINVOICE_TOO_LARGE');
  });
});

function attributes(count: number): string {
  return Array.from({ length: count }, (_, index) => `a${index}="1"`).join(' ');
}

describe('a PDF', () => {
  const inUbl = fixture(UBL_FIXTURE);
  const inCii = fixture(CII_FIXTURE);

  it('is the invoice attached to it, whatever the name is written like', async () => {
    const expected = (await readInvoice(inCii)).records;
    for (const name of ['factur-x.xml', 'Factur-X.XML', 'ZUGFeRD-invoice.xml', 'facture.dat']) {
      expect((await readInvoice(pdf([{ name, content: inCii }]))).records).toEqual(expected);
    }
  });

  it('names its attachment in UTF-16 or hexadecimal as well', async () => {
    const utf16 = Buffer.from('\uFEFFfactur-x.xml', 'utf16le').swap16();
    const rawNames = [
      `<${utf16.toString('hex')}>`,
      `(${utf16.toString('latin1').replace(/[()\\]/g, '\\$&')})`,
      '(factur\\055x.xml)',
    ];
    for (const rawName of rawNames) {
      const file = pdf([
        { name: 'notes.xml', content: ubl({ number: 'OTHER' }).replace('urn:oasis', 'urn:nobody') },
        { name: 'x', rawName, content: inCii },
      ]);
      expect((await documentOf(file)).number).toBe('F-2026-0042');
    }
  });

  it('may hold other things besides', async () => {
    const file = pdf([
      { name: 'delivery-note.pdf', content: '%PDF-1.4 …' },
      { name: 'lines.xml', content: '<lines/>' },
      { name: 'picture.png', content: Buffer.alloc(5000, 7) },
      { name: 'factur-x.xml', content: inCii },
    ]);
    expect((await documentOf(file)).number).toBe('F-2026-0042');
  });

  it('may hold the same invoice in two forms, but not two invoices', async () => {
    const both = pdf([
      { name: 'factur-x.xml', content: inCii },
      { name: 'xrechnung.xml', content: inUbl },
    ]);
    expect((await documentOf(both)).number).toBe('F-2026-0042');
    const two = pdf([
      { name: 'factur-x.xml', content: inCii },
      {
        name: 'xrechnung.xml',
        content: inUbl
          .toString()
          .replace('1000.00</cbc:PayableAmount>', '1000.01</cbc:PayableAmount>'),
      },
    ]);
    expect(await refusalOf(two)).toBe('EINVOICE_PDF_AMBIGUOUS');
  });

  it('may hold the same invoice for readers of ZUGFeRD 1, who are not told the amount due', async () => {
    const old = fixture('typical-zugferd-1.txt').toString();
    const young = old.replace(
      '</ram:GrandTotalAmount>',
      '</ram:GrandTotalAmount><ram:DuePayableAmount>235.620</ram:DuePayableAmount>',
    );
    const file = pdf([
      { name: 'factur-x.xml', content: young },
      { name: 'ZUGFeRD-invoice.xml', content: old },
    ]);
    expect((await documentOf(file)).amountMinor).toBe(23_562n);
  });

  it.each([
    ['nothing attached', pdf([]), 'EINVOICE_PDF_WITHOUT_XML'],
    ['a picture attached', pdf([{ name: 'a.png', content: 'PNG' }]), 'EINVOICE_PDF_WITHOUT_XML'],
    [
      'an order attached',
      pdf([{ name: 'order-x.xml', content: '<r:SCRDMCCBDACIOMessageStructure xmlns:r="urn:x"/>' }]),
      'EINVOICE_IS_ORDER',
    ],
    [
      'a password',
      pdf([{ name: 'factur-x.xml', content: inCii }], { trailer: '/Encrypt 9 0 R' }),
      'EINVOICE_PDF_ENCRYPTED',
    ],
    [
      'a packed bomb',
      pdf([{ name: 'factur-x.xml', content: Buffer.alloc(64 * 1024 * 1024, 32) }]),
      'PDF_LIMIT_EXCEEDED',
    ],
    ['a broken invoice', pdf([{ name: 'factur-x.xml', content: '<Invoice' }]), 'XML_MALFORMED'],
    ['nothing but its first line', Buffer.from('%PDF-1.7\n'), 'EINVOICE_PDF_WITHOUT_XML'],
  ])('with %s is refused', async (_, content, code) => {
    expect(await refusalOf(content)).toBe(code);
  });

  it('is found behind what a mail system put before it, and by its first bytes alone', async () => {
    const file = Buffer.concat([
      Buffer.from('\r\n\r\n'),
      pdf([{ name: 'factur-x.xml', content: inCii }]),
    ]);
    expect((await documentOf(file)).number).toBe('F-2026-0042');
    expect(eInvoiceReader.sniff('scan', file.subarray(0, 100))).toBe(true);
    expect(eInvoiceReader.sniff('facture.pdf', Buffer.from('JournalCode\tJournalLib'))).toBe(false);
  });
});
