/** Which company a customer is, by what accounting software states of it: as much after changes as when it is read at once. */
import { stableId } from '../../src/kernel';
import { aParty, tell, useSources, type ToldSource } from '../ledger/documents/told';

const source = useSources();
const [ONE, OTHER] = ['732829320', '552100554'] as const;

async function companies(of: ToldSource): Promise<Record<string, string>> {
  const rows = await of.test.query<{ account: string; siren: string | null; status: string }>(
    `SELECT c.account, o.siren, c.match_status AS status FROM customer c
     LEFT JOIN company o USING (tenant_id, company_id) WHERE c.tenant_id = $1 ORDER BY 1`,
    [of.tenantId],
  );
  return Object.fromEntries(rows.map(({ account, siren, status }) => [account, siren ?? status]));
}

async function say(of: ToldSource, ...parties: ReturnType<typeof aParty>[]): Promise<void> {
  of.clock.advanceMs(1_000);
  await tell(of, Object.fromEntries(parties.map((party) => [party.sourceKey, [party]])));
}

describe('the company a customer is stated to be', () => {
  it.each([
    ['a SIREN', { siren: ONE }],
    ['a SIRET', { siret: `${ONE}00074` }],
    ['a French VAT number, however it is written', { vatNumber: 'fr 44 732 829 320' }],
    ['a French VAT number of a firm abroad', { countryCode: 'DE', vatNumber: 'FR44732829320' }],
    ['a SIREN overseas', { siren: ONE, countryCode: 'RE' }],
  ])('is known by %s', async (_by, said) => {
    const of = await source();
    await say(of, aParty('C1', said));
    expect(await companies(of)).toEqual({ C1: ONE });
  });

  it.each([
    ['nine digits of a Portuguese or Norwegian number', { siren: ONE, countryCode: 'PT' }],
    ['those of one whose VAT number is foreign', { siren: ONE, vatNumber: 'PT732829320' }],
    ['fourteen digits of a foreign number', { siret: `${ONE}00074`, countryCode: 'BR' }],
    ['nine digits with a wrong check digit', { siren: '732829321' }],
    ['a VAT number with another prefix', { vatNumber: 'DE732829320' }],
  ])('is not known by %s', async (_by, said) => {
    const of = await source();
    await say(of, aParty('C1', said));
    expect(await companies(of)).toEqual({ C1: 'UNMATCHED' });
  });

  it('follows a correction, and is forgotten with a number that was wrong', async () => {
    const of = await source();
    await say(of, aParty('C1', { siren: ONE }));
    await say(of, aParty('C1', { siren: OTHER }));
    expect(await companies(of)).toEqual({ C1: OTHER });
    await say(of, aParty('C1', { siren: null }));
    expect(await companies(of)).toEqual({ C1: 'UNMATCHED' });
    await say(of, aParty('C1', { siren: ONE }));
    expect(await companies(of)).toEqual({ C1: ONE });
  });

  it('stays what a person confirmed, whatever is stated later', async () => {
    const of = await source();
    await say(of, aParty('C1', { siren: ONE }));
    await of.test.query(
      `UPDATE customer SET match_status = 'CONFIRMED', match_decided_by = 'marie' WHERE tenant_id = $1`,
      [of.tenantId],
    );
    await say(of, aParty('C1', { siren: OTHER }));
    await say(of, aParty('C1', { siren: null }));
    expect(await companies(of)).toEqual({ C1: ONE });
  });

  it('may be that of two customers, and is each tenant’s own', async () => {
    const [of, another] = [await source(), await source()];
    await say(of, aParty('C1', { siren: ONE }), aParty('C2', { vatNumber: 'FR44732829320' }));
    await say(another, aParty('C1', { siren: OTHER }));
    expect(await companies(of)).toEqual({ C1: ONE, C2: ONE });
    expect(await companies(another)).toEqual({ C1: OTHER });
    const ids = await of.test.query<{ id: string }>(
      'SELECT company_id AS id FROM company WHERE tenant_id = $1',
      [of.tenantId],
    );
    expect(ids).toEqual([{ id: stableId(of.tenantId, ONE) }]);
  });
});
