import { createTenant } from '../../src/database';
import { ensureConnection } from '../../src/landing';
import { useTenants } from '../unify/tenant';

const newTenant = useTenants();
const AT_ONCE = 8;
const ROUNDS = 150;

const eightTimes = <T>(make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, make));

it('answers one connection to all who create it in the same moment', async () => {
  const { hub, tenantId } = await newTenant();
  for (let round = 0; round < ROUNDS; round += 1) {
    const draft = { connectorId: 'bureau', name: `n${String(round)}`, config: { round } };
    const made = await eightTimes(() => hub.tenant(tenantId, (tx) => ensureConnection(tx, draft)));
    expect(new Set(made.map(({ connectionId }) => connectionId)).size).toBe(1);
    expect(made.map(({ config }) => config)).toEqual(made.map(() => ({ round })));
  }
});

it('answers one tenant to all who create it in the same moment', async () => {
  const { hub } = await newTenant();
  for (let round = 0; round < ROUNDS; round += 1) {
    const made = await eightTimes(() => createTenant(hub, { slug: `at-once-${String(round)}` }));
    expect(new Set(made.map(({ tenantId }) => tenantId)).size).toBe(1);
  }
});
