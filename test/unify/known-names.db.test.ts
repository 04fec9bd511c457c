import { createTenant, Database } from '../../src/database';
import { completeSiren, silentLogger, stableId } from '../../src/kernel';
import { namesOf } from '../../src/unify';
import { useDatabase } from '../support/postgres';

const database = useDatabase();
const SIREN = {
  company: completeSiren('11111111'),
  person: completeSiren('22222222'),
  opposed: completeSiren('33333333'),
  formless: completeSiren('44444444'),
  nameless: completeSiren('55555555'),
};

it('tells the names of companies, and of no person, of nobody who opposed and of none unknown', async () => {
  const connected = await Database.connect({ url: database().url, logger: silentLogger });
  try {
    const { tenantId } = await createTenant(connected, { slug: 'names' });
    const other = await createTenant(connected, { slug: 'other' });
    const rows: [string, string | null, string | null, boolean][] = [
      [SIREN.company, 'ALPHA', '5710', true],
      [SIREN.person, 'MARTIN ZOE', '1000', true],
      [SIREN.opposed, 'BETA', '5499', false],
      [SIREN.formless, 'GAMMA', null, true],
      [SIREN.nameless, null, '5710', true],
    ];
    for (const [siren, name, form, isDiffusible] of rows) {
      await database().query(
        `INSERT INTO company (tenant_id, company_id, siren, name, legal_form_code, is_diffusible, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, now())`,
        [tenantId, stableId(tenantId, siren), siren, name, form, isDiffusible],
      );
    }
    const asked = Object.values(SIREN);
    const nameOf = await connected.tenant(tenantId, (tx) => namesOf(tx, asked));
    expect(asked.map(nameOf)).toEqual(['ALPHA', null, null, null, null]);
    const others = await connected.tenant(other.tenantId, (tx) => namesOf(tx, asked));
    expect(asked.map(others)).toEqual([null, null, null, null, null]);
    const none = await connected.tenant(tenantId, (tx) => namesOf(tx, []));
    expect(none(SIREN.company)).toBeNull();
  } finally {
    await connected.close();
  }
});
