/** The forms an invoice comes in besides the plain ones: in an envelope, with numbers written as people do. */
import {
  BUYER,
  CII_FIXTURE,
  documentOf,
  fixture,
  pdf,
  readInvoice,
  refusalOf,
  ubl,
} from './e-invoice.test-support';

const SBDH = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader';

/** As networks send it: addresses, then the document. */
function enveloped(content: string, more = ''): string {
  const head =
    '<s:StandardBusinessDocumentHeader><s:HeaderVersion>1.0</s:HeaderVersion>' +
    '<s:DocumentIdentification><s:Type>Invoice</s:Type></s:DocumentIdentification></s:StandardBusinessDocumentHeader>';
  const body = content.replace(/<\?xml.*\?>\n?/, '');
  return `<?xml version="1.0"?>\n<s:StandardBusinessDocument xmlns:s="${SBDH}"${more}>${head}\n${body}</s:StandardBusinessDocument>`;
}

describe('an envelope of a network', () => {
  it.each([
    ['UBL', ubl()],
    ['a credit note', ubl({ root: 'CreditNote' })],
    ['CII', fixture(CII_FIXTURE).toString()],
    ['a message', fixture('life-cycle-disputed.txt').toString()],
  ])('is opened: %s', async (_, content) => {
    const { records } = await readInvoice(enveloped(content));
    expect(records.length).toBeGreaterThan(0);
    expect(records).toEqual((await readInvoice(content)).records);
  });

  it('may say what the names of its document belong to', async () => {
    const namespace = 'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2';
    const inner = ubl()
      .replace(`xmlns="${namespace}" `, '')
      .replace(/(<\/?)(?=Invoice[ >])/g, '$1i:');
    const outer = enveloped(inner, ` xmlns:i="${namespace}"`);
    expect((await documentOf(outer)).number).toBe('F1');
    expect(await refusalOf(enveloped(inner, ' xmlns:i="urn:other"'))).toBe(
      'EINVOICE_NOT_RECOGNISED',
    );
  });

  it('is opened in a PDF as well', async () => {
    const file = pdf([{ name: 'data.bin', content: enveloped(ubl()) }]);
    expect((await documentOf(file)).number).toBe('F1');
  });

  it.each([
    ['nothing', '', 'EINVOICE_NOT_RECOGNISED'],
    ['two documents', ubl() + ubl({ number: 'F2' }), 'EINVOICE_NOT_RECOGNISED'],
    [
      'an order',
      '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
      'EINVOICE_IS_ORDER',
    ],
  ])('with %s is refused', async (_, content, code) => {
    const plain = content.replaceAll(/<\?xml.*\?>\n?/g, '');
    expect(await refusalOf(enveloped(plain))).toBe(code);
  });
});

describe('an invoice in two forms in one PDF', () => {
  it('is the one that says when it is due', async () => {
    const due = ubl({ header: '<cbc:DueDate>2026-07-17</cbc:DueDate>' });
    for (const names of [
      ['factur-x.xml', 'xrechnung.xml'],
      ['xrechnung.xml', 'factur-x.xml'],
    ]) {
      const files = [ubl(), due].map((content, index) => ({ name: names[index] ?? '', content }));
      expect(await documentOf(pdf(files))).toMatchObject({ number: 'F1', dueOn: '2026-07-17' });
    }
  });
});

describe('a number of France', () => {
  const OWN = ['732829320'];

  function partyWith(numbers: string): string {
    return (
      `${numbers}<cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>` +
      '</cac:PostalAddress>'
    );
  }

  function companyId(text: string): string {
    return `<cac:PartyLegalEntity><cbc:RegistrationName>X</cbc:RegistrationName><cbc:CompanyID>${text}</cbc:CompanyID></cac:PartyLegalEntity>`;
  }

  it.each([
    ['with its register', companyId('RCS Lyon B 732 829 320')],
    ['before its register', companyId('732 829 320 R.C.S. Lyon')],
    ['with its name', companyId('SIREN : 732829320')],
    ['with its scheme in the text', companyId('0002:732829320')],
    [
      'as a VAT number in an address',
      '<cbc:EndpointID schemeID="9957">FR44732829320</cbc:EndpointID>',
    ],
    [
      'under the long name of its scheme',
      '<cac:PartyIdentification><cbc:ID schemeID="iso6523-actorid-upis::0009">73282932000074</cbc:ID></cac:PartyIdentification>',
    ],
    [
      'of an establishment, under a scheme of the state',
      '<cac:PartyIdentification><cbc:ID schemeID="1">73282932000074</cbc:ID></cac:PartyIdentification>',
    ],
  ])('is known %s', async (_, numbers) => {
    const named = partyWith(
      numbers.includes('Registration') ? numbers : numbers + companyId('n/a'),
    );
    const sold = ubl().replace(/(SupplierParty><cac:Party>).*?(<\/cac:Party>)/, `$1${named}$2`);
    expect(await refusalOf(sold, OWN)).toBe('');
    expect(await refusalOf(sold, ['RCS Lyon 732 829 320'])).toBe('');
    const bought = ubl({ buyer: named }).replace('732829320</cbc:CompanyID>', '552100554$&');
    const other = bought.replace('552100554732829320', '552100554');
    expect(await refusalOf(other, OWN)).toBe('EINVOICE_IS_PURCHASE');
    expect((await readInvoice(ubl({ buyer: named }))).party?.siren).toBe('732829320');
  });

  it('is not every run of nine digits', async () => {
    const code = '<cac:PartyIdentification><cbc:ID>732829320</cbc:ID></cac:PartyIdentification>';
    const name = '<cac:PartyName><cbc:Name>Y</cbc:Name></cac:PartyName>';
    expect((await readInvoice(ubl({ buyer: partyWith(code + name) }))).party?.siren).toBeNull();
  });
});

describe('where a refusal points', () => {
  const own = ['552100554'];
  const broken = fixture(CII_FIXTURE).toString().slice(0, -60);

  it.each([
    ['a purchase', ubl({ buyer: BUYER.replace('404833048', own[0] ?? '') }), { field: 'BG-7' }],
    ['another seller', ubl(), { field: 'BG-4' }],
    ['a PDF without an invoice', pdf([]), { path: 'EmbeddedFiles' }],
    ['a locked PDF', pdf([], { trailer: '/Encrypt 9 0 R' }), { path: 'Encrypt' }],
    [
      'two invoices in a PDF',
      pdf([
        { name: 'a.xml', content: ubl() },
        { name: 'b.xml', content: ubl({ number: 'F2' }) },
      ]),
      { path: '"a.xml", "b.xml"' },
    ],
    [
      'an attachment cut off',
      pdf([{ name: 'a.xml', content: broken }]),
      {
        path: expect.stringMatching(/^a\.xml\/Cross/) as string,
        line: expect.any(Number) as number,
      },
    ],
    [
      'an attachment of an odd name',
      pdf([{ name: 'x', rawName: '(a\\000\\n.xml)', content: broken }]),
      { path: expect.stringMatching(/^a \.xml\/Cross/) as string },
    ],
    [
      'an Italian attachment',
      pdf([{ name: 'a.xml', content: '<p:FatturaElettronica xmlns:p="u"/>' }]),
      { path: 'a.xml/FatturaElettronica' },
    ],
    ['a damaged PDF', Buffer.from('%PDF-1.4 1 0 obj << /EF 2 0 R'), {}],
  ])('is the file, and the place in it: %s', async (_, content, place) => {
    await expect(readInvoice(content, { own })).rejects.toMatchObject({
      place: { file: 'invoice', ...place },
    });
  });
});
