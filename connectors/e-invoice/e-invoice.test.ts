import { describeConnector } from '../../src/connector-kit';
import { eInvoice } from './index';
import {
  BUYER,
  CII_FIXTURE,
  documentOf,
  fixture,
  readInvoice,
  refusalOf,
  ubl,
  UBL_FIXTURE,
} from './e-invoice.test-support';

describeConnector(eInvoice, { folder: __dirname });

describe('an invoice', () => {
  it('is its debtor and what falls due', async () => {
    const { party, document, warnings } = await readInvoice(fixture(UBL_FIXTURE));
    expect(party).toEqual({
      type: 'party',
      sourceKey: '404833048',
      code: 'C-0117',
      name: 'Menuiserie Valbrun',
      siren: '404833048',
      siret: '40483304800022',
      vatNumber: 'FR83404833048',
      countryCode: 'FR',
      email: 'compta@valbrun.example',
      phone: '+33 4 50 00 00 00',
      paymentTerms: '30 jours nets',
      creditLimitMinor: null,
      currency: null,
      isPooled: false,
      isActive: true,
      parentKey: null,
      mergedIntoKey: null,
    });
    expect(document).toEqual({
      type: 'accountingDocument',
      sourceKey: 'invoice:732829320:F-2026-0042:2026',
      kind: 'INVOICE',
      partyKey: '404833048',
      number: 'F-2026-0042',
      label: 'Chantier de la rue des Lilas',
      issuedOn: '2026-06-17',
      dueOn: '2026-07-17',
      currency: 'EUR',
      amountMinor: 100_000n,
      openMinor: null,
      openOn: null,
      instalments: [],
      state: 'OPEN',
      allocations: [],
      isDisputed: false,
      isDoubtful: false,
      isAssigned: false,
      references: ['SERVICE-ACHATS', 'PO-7788', 'F20260042'],
      precedingNumber: null,
    });
    expect(warnings).toEqual([]);
  });

  it('is the same in UBL and in CII', async () => {
    const [inUbl, inCii] = await Promise.all([
      readInvoice(fixture(UBL_FIXTURE)),
      readInvoice(fixture(CII_FIXTURE)),
    ]);
    expect(inCii.records).toEqual(inUbl.records);
  });

  it('is the same however it is cut, in UTF-16 and behind a mark', async () => {
    const text = fixture(UBL_FIXTURE).toString('utf8');
    const whole = (await readInvoice(text)).records;
    const utf16 = Buffer.from(`\uFEFF${text.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect((await readInvoice(text, { piece: 7 })).records).toEqual(whole);
    expect((await readInvoice(utf16)).records).toEqual(whole);
    expect((await readInvoice(`\uFEFF${text}`)).records).toEqual(whole);
  });

  it('keeps its accents in ISO-8859-15 and Windows-1252', async () => {
    const text = ubl({ buyer: BUYER.replace('Menuiserie', 'Ébénisterie') });
    for (const encoding of ['ISO-8859-15', 'windows-1252']) {
      const bytes = Buffer.from(text.replace('UTF-8', encoding), 'latin1');
      expect((await readInvoice(bytes)).party?.name).toBe('Ébénisterie Valbrun');
    }
  });

  it('says when nothing tells whose invoices count', async () => {
    const { summary } = await readInvoice(ubl());
    expect(summary.warnings).toMatchObject([{ code: 'EINVOICE_SELLER_UNCHECKED' }]);
  });

  it('is read from ZUGFeRD 1, whose amount due follows from its total', async () => {
    const { document, party } = await readInvoice(fixture('typical-zugferd-1.txt'));
    expect(document).toMatchObject({ number: 'RE-2026-11', amountMinor: 23_562n, dueOn: null });
    expect(party?.sourceKey).toBe('HOLZBAU MITTE (DE)');
  });

  it('is one document whatever its number is spaced like, and another in another year', async () => {
    const key = async (number: string, issuedOn: string): Promise<string> =>
      (await documentOf(ubl({ number, issuedOn }))).sourceKey;
    expect(await key(' f 1 ', '2026-01-02')).toBe(await key('F1', '2026-12-31'));
    expect(await key('F1', '2025-12-31')).not.toBe(await key('F1', '2026-12-31'));
    expect(await key('F-11', '2026-01-01')).not.toBe(await key('F-1-1', '2026-01-01'));
  });
});

describe('whose invoice it is', () => {
  it.each(['732829320', '732 829 320', '73282932000074', 'FR44 732829320', 'fr44732829320'])(
    'is ours when the seller is %s',
    async (own) => {
      const { document, summary } = await readInvoice(fixture(UBL_FIXTURE), { own: [own] });
      expect(document?.amountMinor).toBe(100_000n);
      expect(summary.warnings).toEqual([]);
    },
  );

  it('refuses our purchases and the invoices of others', async () => {
    expect(await refusalOf(fixture(UBL_FIXTURE), ['404833048'])).toBe('EINVOICE_IS_PURCHASE');
    expect(await refusalOf(fixture(CII_FIXTURE), ['FR83404833048'])).toBe('EINVOICE_IS_PURCHASE');
    expect(await refusalOf(fixture(UBL_FIXTURE), ['552032534'])).toBe('EINVOICE_OTHER_SELLER');
  });

  it('finds a SIRET under the scheme of SIRENs, and says when numbers contradict each other', async () => {
    const siret = ubl({ buyer: BUYER.replace('>404833048<', '>40483304800022<') });
    expect((await readInvoice(siret)).party).toMatchObject({
      sourceKey: '404833048',
      siren: '404833048',
      siret: '40483304800022',
    });
    const vat =
      '<cac:PartyTaxScheme><cbc:CompanyID>FR44732829320</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>' +
      '</cac:TaxScheme></cac:PartyTaxScheme>';
    const contradictory = await readInvoice(ubl({ buyer: vat + BUYER }));
    expect(contradictory.party?.siren).toBe('404833048');
    expect(contradictory.warnings).toEqual(['EINVOICE_IDENTIFIERS_DIFFER']);
  });

  it.each([
    ['404833048', '<cbc:EndpointID schemeID="0225">404833048_X</cbc:EndpointID>'],
    ['BE0000000295', taxScheme('BE 0000.000.295')],
    [
      '0088:5790000435975',
      '<cac:PartyIdentification><cbc:ID schemeID="0088">5790000435975</cbc:ID></cac:PartyIdentification>',
    ],
    [
      '987654321',
      '<cac:PartyIdentification><cbc:ID schemeID="0009">98765432100011</cbc:ID></cac:PartyIdentification>',
    ],
    ['CAFE DE LA GARE', '<cbc:EndpointID schemeID="EM">contact@gare.example</cbc:EndpointID>'],
  ])('knows the debtor as %s', async (key, numbers) => {
    const name = '<cac:PartyName><cbc:Name>Café  de la Gare</cbc:Name></cac:PartyName>';
    expect((await readInvoice(ubl({ buyer: numbers + name }))).party?.sourceKey).toBe(key);
  });

  it('is assigned when somebody else is to be paid, or its type says so', async () => {
    const payee = (name: string): string =>
      ubl({
        header: `<cac:PayeeParty><cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName></cac:PayeeParty>`,
      });
    expect((await documentOf(payee('Affacturage du Nord'))).isAssigned).toBe(true);
    expect((await documentOf(payee('ATELIERS DU LAC'))).isAssigned).toBe(false);
    expect((await documentOf(ubl({ typeCode: '393' }))).isAssigned).toBe(true);
  });
});

function taxScheme(number: string): string {
  return (
    `<cac:PartyTaxScheme><cbc:CompanyID>${number}</cbc:CompanyID>` +
    '<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>'
  );
}
