/** The LEI register as it answers, from the simulated world: its two ways to write a number, its two authorities. */
import {
  addDays,
  defineSimulator,
  draw,
  leiOf,
  parentOf,
  WorldState,
  type Json,
  type SimulatedCompany,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };

/** Companies by LEI: drawn up once for a world and its number of companies. */
const registers = new WorldState<Map<string, SimulatedCompany>>(() => new Map());

export const gleifSimulator = defineSimulator({
  connectorId: 'gleif',
  routes: [
    { method: 'GET', path: '/lei-records', handle: ({ query }, world) => search(query, world) },
    {
      method: 'GET',
      path: '/lei-records/:lei',
      handle: ({ params }, world) => one(byLei(params, world), world),
    },
    {
      method: 'GET',
      path: '/lei-records/:lei/direct-parent',
      handle: ({ params }, world) => one(parentWithLei(params, world), world),
    },
    {
      method: 'GET',
      path: '/lei-records/:lei/ultimate-parent',
      handle: ({ params }, world) => one(ultimateParent(params, world), world),
    },
  ],
  notFound: () => notFound(),
});

function answer(body: Json, status = 200): SimulatedResponse {
  return { status, headers: { 'content-type': 'application/vnd.api+json' }, body };
}

/** The shape of the error is that of JSON:API; the words are invented. */
function notFound(): SimulatedResponse {
  return answer({ errors: [{ status: '404', title: 'Not Found' }] }, 404);
}

function search(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const asked = query.get('filter[entity.registeredAs]') ?? '';
  const company = world.company(asked.replace(/\s/g, ''));
  const isFound =
    company !== undefined && leiOf(company) !== null && registeredAs(company) === asked;
  const data = isFound ? [leiRecord(company, world)] : [];
  return answer({
    meta: { pagination: { currentPage: 1, perPage: 20, total: data.length, lastPage: 1 } },
    data,
  });
}

/** One in three is registered in threes: a search for the plain number misses it. */
function registeredAs({ siren }: SimulatedCompany): string {
  return draw({ siren }, 'spaced number') < 1 / 3 ? siren.replace(/(\d{3})(?=\d)/g, '$1 ') : siren;
}

function one(company: SimulatedCompany | null, world: SimulatedWorld): SimulatedResponse {
  return company === null ? notFound() : answer({ data: leiRecord(company, world) });
}

function byLei(params: Record<string, string>, world: SimulatedWorld): SimulatedCompany | null {
  const register = registers.of(world);
  if (register.size === 0) {
    for (const company of world.companies()) {
      const lei = leiOf(company);
      if (lei !== null) register.set(lei, company);
    }
  }
  return register.get(params['lei'] ?? '') ?? null;
}

/** A parent without an LEI is a reporting exception: 404 here. */
function parentWithLei(
  params: Record<string, string>,
  world: SimulatedWorld,
): SimulatedCompany | null {
  const company = byLei(params, world);
  const parent = company === null ? null : parentOf(company, world);
  return parent === null || leiOf(parent) === null ? null : parent;
}

function ultimateParent(
  params: Record<string, string>,
  world: SimulatedWorld,
): SimulatedCompany | null {
  let top = parentWithLei(params, world);
  // Parents come before their subsidiaries, so this ends.
  for (let next = top; next !== null;) {
    top = next;
    const above = parentOf(next, world);
    next = above === null || leiOf(above) === null ? null : above;
  }
  return top;
}

function leiRecord(company: SimulatedCompany, world: SimulatedWorld): Fields {
  const lei = leiOf(company) ?? '';
  const isLapsed = draw(company, 'lapsed lei') < 0.2;
  const renewed = addDays(world.today(), -Math.floor(draw(company, 'lei renewal') * 300));
  const renewedOn = isLapsed ? addDays(renewed, -400) : renewed;
  const authority = draw(company, 'lei authority') < 0.05 ? 'RA000192' : 'RA000189';
  return {
    type: 'lei-records',
    id: lei,
    attributes: {
      lei,
      entity: {
        legalName: { name: company.name, language: 'fr' },
        otherNames: [],
        legalAddress: {
          addressLines: [company.address.line],
          city: company.address.city,
          region: null,
          country: 'FR',
          postalCode: company.address.postcode,
        },
        registeredAt: { id: authority, other: null },
        registeredAs: registeredAs(company),
        jurisdiction: 'FR',
        category: 'GENERAL',
        status: company.ceasedOn === null ? 'ACTIVE' : 'INACTIVE',
      },
      registration: {
        initialRegistrationDate: `${company.createdOn}T22:00:00Z`,
        lastUpdateDate: `${renewedOn}T21:09:15Z`,
        status: isLapsed ? 'LAPSED' : 'ISSUED',
        nextRenewalDate: `${addDays(renewedOn, 365)}T23:00:00Z`,
        managingLou: '969500Q2MA9VBQ8BG884',
        corroborationLevel: 'FULLY_CORROBORATED',
      },
    },
  };
}
