import { silentLogger } from '../../src/kernel';
import { matchCustomers, type CompanySearch, type MatchChange } from '../../src/unify';
import { SIREN, useTenants, type Tenant } from './tenant';

const tenant = useTenants();

const nobody: CompanySearch = () => Promise.resolve([]);

/** Matches, and answers what its transactions were told. */
async function told(seller: Tenant, search: CompanySearch): Promise<MatchChange[]> {
  const heard: MatchChange[] = [];
  const context = {
    ...{ database: seller.hub, clock: seller.clock, logger: silentLogger, search },
    signal: new AbortController().signal,
    onDecided: (_tx: unknown, changes: readonly MatchChange[]): Promise<void> => {
      heard.push(...changes);
      return Promise.resolve();
    },
  };
  await matchCustomers(context, seller.tenantId);
  return heard;
}

it('tells a match it makes itself once, and that it is none any more when the name changes', async () => {
  const seller = await tenant();
  await seller.customers(`C1=Dupont SARL SIREN ${SIREN}`, 'C2=Unknown');
  const customerId = seller.customerId('C1');
  expect(await told(seller, nobody)).toEqual([{ customerId, siren: SIREN, isMatch: true }]);
  expect(await told(seller, nobody)).toEqual([]);
  await seller.customers('C1=Somebody else');
  expect(await told(seller, nobody)).toEqual([{ customerId, siren: SIREN, isMatch: false }]);
});
