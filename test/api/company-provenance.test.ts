import { isObjectType } from 'graphql';
import { apiSchema } from '../../src/api/schema';
import { FIELD_OF } from '../../src/api/company/read-company';

/** Fields of a company that have no source of their own, and why. */
const DERIVED: Readonly<Record<string, string>> = {
  id: 'the hub’s own',
  siren: 'what the company is known by: every source is asked with it',
  updatedAt: 'the hub’s own',
  insolvency: 'follows from all notices: insolvencyNotice tells of its source',
  insolvencySince: 'follows from all notices: insolvencyNotice tells of its source',
  struckOffOn: 'follows from all notices: legalEvents tell of their sources',
};

/** Lists and records tell their source themselves, item by item. */
function isRecord(type: string): boolean {
  return !['String', 'Int', 'Float', 'Boolean', 'ID', 'Money', 'IntRange'].includes(type);
}

const SCALARS = ['Siren', 'Date', 'DateTime', 'CompanyStatus', 'InsolvencyStatus', 'JSON'];

it('every field of a company answers its provenance, or is derived for a reason written down', () => {
  const company = apiSchema().getType('Company');
  if (!isObjectType(company)) throw new Error('no Company');
  const answered = new Set(Object.values(FIELD_OF));
  const open = Object.values(company.getFields())
    .map(({ name, type }) => ({ name, type: String(type).replace(/[![\]]/g, '') }))
    .filter(({ type }) => SCALARS.includes(type) || !isRecord(type))
    .map(({ name }) => name)
    .filter((name) => !answered.has(name) && !Object.hasOwn(DERIVED, name));
  expect(open).toEqual([]);
  for (const name of [...answered, ...Object.keys(DERIVED)]) {
    expect(Object.keys(company.getFields())).toContain(name);
  }
});

it('every record of a company says under which terms it stands', () => {
  const company = apiSchema().getType('Company');
  if (!isObjectType(company)) throw new Error('no Company');
  const types = Object.values(company.getFields())
    .filter(({ type }) => String(type).startsWith('['))
    .map(({ type }) => apiSchema().getType(String(type).replace(/[![\]]/g, '')));
  const silent = types.filter(
    (type) => isObjectType(type) && !Object.hasOwn(type.getFields(), 'useRestriction'),
  );
  // A reading says when a provider was asked, not what it said.
  expect(silent.map((type) => type?.name).filter((name) => name !== 'ProviderReading')).toEqual([]);
});

it('every type that says under which terms it stands tells its licence', () => {
  const silent = Object.values(apiSchema().getTypeMap())
    .filter((type) => isObjectType(type) && Object.hasOwn(type.getFields(), 'useRestriction'))
    .filter((type) => isObjectType(type) && !Object.hasOwn(type.getFields(), 'licence'))
    .map((type) => type.name);
  expect(silent).toEqual([]);
});
