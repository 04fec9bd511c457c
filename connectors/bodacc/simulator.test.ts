import {
  sampleWorld,
  SAMPLE_SIRENS,
  type Json,
  type SimulatedNotice,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { RECORDS_PATH } from './client';
import { bodaccSimulator } from './simulator';

const [FIRST = '', SECOND = '', THIRD = ''] = SAMPLE_SIRENS;

const WORLD = smallWorld([
  [FIRST, notice({ id: 'C202605284510', kind: 'ACCOUNTS_FILED', publishedOn: '2026-05-28' })],
  [SECOND, notice({ id: 'A20260409311', kind: 'RECEIVERSHIP_OPENED', publishedOn: '2026-04-09' })],
  [SECOND, notice({ id: 'A2026061887', kind: 'LIQUIDATION_OPENED', publishedOn: '2026-06-18' })],
  [THIRD, notice({ id: 'B202512102290', kind: 'STRUCK_OFF', publishedOn: '2025-12-10' })],
  [THIRD, notice({ id: 'A20260114991', kind: 'MODIFIED', publishedOn: '2026-01-14' })],
]);

function notice(facts: Pick<SimulatedNotice, 'id' | 'kind' | 'publishedOn'>): SimulatedNotice {
  return {
    bulletin: 'A',
    parution: facts.id.slice(1, 9),
    number: Number(facts.id.slice(9)),
    nature: null,
    decidedOn: null,
    complement: null,
    court: 'Greffe du Tribunal de Commerce de Lyon',
    accountsClosedOn: null,
    accountsConfidential: false,
    ...facts,
  };
}

function smallWorld(notices: [siren: string, notice: SimulatedNotice][]): SimulatedWorld {
  const names = ['ATELIERS DU RHÔNE', 'MENUISERIE LEFÈVRE', 'TRANSPORTS OUBLIÉS'];
  const companies = sampleWorld([FIRST, SECOND, THIRD])
    .companies()
    .map((company, index) => ({
      ...company,
      name: names[index] ?? '',
      notices: notices.flatMap(([siren, each]) => (siren === company.siren ? [each] : [])),
    }));
  return {
    today: () => '2026-06-30',
    companies: () => companies,
    company: (siren) => companies.find((company) => company.siren === siren),
    search: () => [],
  };
}

function ask(parameters: Record<string, string>): SimulatedResponse {
  const request = {
    method: 'GET' as const,
    path: RECORDS_PATH,
    params: {},
    query: new URLSearchParams(parameters),
    headers: {},
    body: null,
  };
  const [route] = bodaccSimulator.routes;
  if (route === undefined) throw new Error('no route');
  return route.handle(request, WORLD);
}

function ids(parameters: Record<string, string>): string[] {
  const { body } = ask(parameters);
  return (body as unknown as { results: { id: string }[] }).results.map(({ id }) => id);
}

describe('the simulated Explore API', () => {
  it.each([
    [`registre="${SECOND}"`, 2],
    [`registre in ("${FIRST}","${SECOND}")`, 3],
    [`registre="${SECOND}" and familleavis='collective'`, 2],
    [`registre="${SECOND}" and dateparution>=date'2026-06-01'`, 1],
    [`(registre="${FIRST}" or registre="${SECOND}") and not familleavis="dpc"`, 2],
    [`search(commercant, "lefevre")`, 2],
    [`dateparution<date'2026-01-01'`, 1],
    [`jugement is not null`, 2],
  ])('answers where=%s', (where, count) => {
    expect(ids({ where })).toHaveLength(count);
  });

  it('sorts, pages and counts', () => {
    const sorted = { order_by: 'dateparution desc, id', limit: '2' };
    const [newest] = ids(sorted);
    expect(newest).toBe('A2026061887');
    expect(ids({ ...sorted, offset: '4' })).toHaveLength(1);
    expect(ask(sorted).body).toMatchObject({ total_count: 5 });
  });

  it.each([
    [{ limit: '101' }, 'limit API parameter: 101 was found but -1 <= limit <= 100 is expected.'],
    [
      { limit: '100', offset: '10000' },
      'sum of offset + limit API parameter: 10100 was found but <= 10000 is expected.',
    ],
  ])('refuses %j as the service words it', (parameters, message) => {
    expect(ask(parameters)).toMatchObject({
      status: 400,
      body: { error_code: 'InvalidRESTParameterError', message: `Invalid value for ${message}` },
    });
  });

  it.each(['registr="1"', 'registre=', 'registre="1" and', '(registre="1"', 'registre ~ "1"'])(
    'calls where=%s malformed',
    (where) => {
      const { status, body } = ask({ where });
      expect(status).toBe(400);
      expect(body).toMatchObject({ error_code: 'ODSQLError' });
      expect(JSON.stringify(body)).toContain('"message":"ODSQL query is malformed: ');
    },
  );

  it('sends JSON inside strings, one person as an object and several as an array', () => {
    const { body } = ask({ order_by: 'id' });
    const people = (body as unknown as { results: { listepersonnes: string }[] }).results.map(
      ({ listepersonnes }) => (JSON.parse(listepersonnes) as { personne: Json }).personne,
    );
    const shapes = new Set(people.map((person) => Array.isArray(person)));
    expect(shapes).toEqual(new Set([true, false]));
  });
});
