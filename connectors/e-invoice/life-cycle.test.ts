import { fixture, readInvoice, refusalOf } from './e-invoice.test-support';

const disputed = fixture('life-cycle-disputed.txt').toString();
const cashed = fixture('life-cycle-cashed.txt').toString();

describe('a life-cycle message', () => {
  it('is an event on the invoice it names', async () => {
    const { events, records } = await readInvoice(disputed, { own: ['732829320'] });
    expect(events).toEqual([
      {
        type: 'documentEvent',
        sourceKey: 'event:F-2026-0042:2026-06-17:207:2026-06-25T14:30:00+02:00',
        documentNumber: 'F-2026-0042',
        documentIssuedOn: '2026-06-17',
        status: 'DISPUTED',
        code: '207',
        reasonCode: 'QTE_ERR',
        reason: 'Quantité livrée inférieure',
        amountMinor: null,
        currency: null,
        at: '2026-06-25T14:30:00+02:00',
      },
    ]);
    expect(records).toHaveLength(1);
  });

  it.each([
    '<ram:GlobalID schemeID="0009">73282932000074</ram:GlobalID>',
    '<ram:ID>73282932000074</ram:ID>',
    '<ram:ID schemeID="0225">732829320_FACT</ram:ID>',
  ])('is of the seller, whichever of its numbers names the issuer: %s', async (issuer) => {
    const named = disputed.replace(
      '<ram:GlobalID schemeID="0002">732829320</ram:GlobalID>',
      issuer,
    );
    expect(named).not.toBe(disputed);
    expect((await readInvoice(named, { own: ['732829320'] })).events).toHaveLength(1);
  });

  it('adds up what was cashed at each rate of VAT', async () => {
    const { events } = await readInvoice(cashed);
    expect(events).toMatchObject([{ status: 'CASHED', amountMinor: 40_000n, currency: 'EUR' }]);
  });

  it('keeps money taken back as a step without a meaning', async () => {
    const { events, warnings } = await readInvoice(cashed.replace('>300.00<', '>-300.00<'));
    expect(events).toMatchObject([{ status: 'UNKNOWN', code: '212', amountMinor: null }]);
    expect(warnings).toEqual(['EINVOICE_COLLECTION_REVERSED']);
  });

  it.each([
    ['200', 'SUBMITTED'],
    ['205', 'APPROVED'],
    ['206', 'PARTLY_APPROVED'],
    ['208', 'SUSPENDED'],
    ['209', 'COMPLETED'],
    ['210', 'REFUSED'],
    ['211', 'PAYMENT_SENT'],
    ['213', 'REJECTED'],
    ['299', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
  ])('of code %s is %s', async (code, status) => {
    const { events } = await readInvoice(disputed.replace('>207<', `>${code}<`));
    expect(events).toMatchObject([{ code, status }]);
  });

  it.each([
    ['20260115080000', '2026-01-15T08:00:00+01:00'],
    ['20260115', '2026-01-15T00:00:00+01:00'],
    ['202607150830', '2026-07-15T08:30:00+02:00'],
    ['2026-07-15T08:30:00Z', '2026-07-15T08:30:00Z'],
    ['20260715083000+0200', '2026-07-15T08:30:00+02:00'],
  ])('at %s happened at %s', async (written, at) => {
    const { events } = await readInvoice(disputed.replaceAll('20260625143000', written));
    expect(events[0]?.at).toBe(at);
  });

  it('about several invoices sets aside what cannot be read and keeps the rest', async () => {
    const reference = /<ram:ReferenceReferencedDocument>[\s\S]*<\/ram:ReferenceReferencedDocument>/;
    const one = reference.exec(disputed)?.[0] ?? '';
    const nameless = one.replace(/<ram:IssuerAssignedID>.*<\/ram:IssuerAssignedID>/, '');
    const message = disputed.replace(reference, `${one}\n${nameless}\n${one}`);
    const { events, quarantine } = await readInvoice(message);
    expect(new Set(events.map(({ sourceKey }) => sourceKey)).size).toBe(2);
    expect(quarantine).toMatchObject([
      { code: 'EINVOICE_FIELD_MISSING', field: 'IssuerAssignedID' },
    ]);
    expect(quarantine[0]?.line).toBeGreaterThan(30);
  });

  it.each([
    ['of another seller', disputed, ['552032534'], 'EINVOICE_OTHER_SELLER'],
    ['without a moment', disputed.replaceAll('20260625143000', 'x'), [], 'EINVOICE_FIELD_MISSING'],
    [
      'about nothing',
      disputed.replace(/<rsm:AcknowledgementDocument>[\s\S]*<\/rsm:AcknowledgementDocument>/, ''),
      [],
      'EINVOICE_FIELD_MISSING',
    ],
  ])('%s is refused', async (_, message, own, code) => {
    expect(await refusalOf(message, own)).toBe(code);
  });
});
