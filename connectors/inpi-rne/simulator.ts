/** The register as it answers, from the simulated world: its login, its entries, its daily changes and their limits. */
import {
  defineSimulator,
  draw,
  jsonResponse,
  WorldState,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { filingsOf } from './simulator-accounts';
import { entryOf } from './simulator-entry';

/** Requests a token is good for: stands for its hour, since the simulator has no clock. */
const USES_MAX = 2_000;
/** Companies whose entry is so large that a page of many runs out of memory. */
const LARGE_PAGE = 50;
const FILES_PER_DAY = 10_000;

interface Desk {
  tokens: Map<string, number>;
  issued: number;
  files: { day: LocalDate; count: number };
}

const desks = new WorldState<Desk>((world) => ({
  tokens: new Map(),
  issued: 0,
  files: { day: world.today(), count: 0 },
}));

type Handle = (request: SimulatedRequest, world: SimulatedWorld) => SimulatedResponse;

export const inpiRneSimulator = defineSimulator({
  connectorId: 'inpi-rne',
  routes: [
    { method: 'POST', path: '/sso/login', handle: login },
    { method: 'GET', path: '/companies/diff', handle: withToken(changes) },
    { method: 'GET', path: '/companies/:siren', handle: withToken(entry) },
    { method: 'GET', path: '/companies/:siren/attachments', handle: withToken(attachments) },
  ],
  notFound: () => refusal(404, 'Not found'),
});

/** The bodies of refusals are invented: none is documented. */
function refusal(status: number, message: string): SimulatedResponse {
  return jsonResponse({ message }, status);
}

function login({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const isForm = typeof body === 'object' && body !== null && !Array.isArray(body);
  const { username, password } = isForm ? body : {};
  if (!isFilled(username) || !isFilled(password)) return refusal(401, 'Invalid credentials.');
  const desk = desks.of(world);
  desk.issued += 1;
  const token = `simulated-jwt-${desk.issued}`;
  desk.tokens.set(token, 0);
  return jsonResponse({ token, user: { email: 'simulated@example.org' } });
}

function isFilled(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function withToken(handle: Handle): Handle {
  return (request, world) => {
    const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
    const { tokens } = desks.of(world);
    const uses = tokens.get(token);
    if (uses === undefined) return refusal(401, 'Invalid JWT Token');
    if (uses >= USES_MAX) {
      tokens.delete(token);
      return refusal(401, 'Expired JWT Token');
    }
    tokens.set(token, uses + 1);
    return handle(request, world);
  };
}

/** Associations and the like have no entry: that is what 404 ordinarily means. */
function isRegistered(company: SimulatedCompany): boolean {
  return !/^[789]/.test(company.legalFormCode);
}

function entry({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const company = world.company(params['siren'] ?? '');
  if (company === undefined || !isRegistered(company)) return refusal(404, 'Not found');
  return jsonResponse(entryOf(company, world, updatedOn(company, world.today())));
}

function attachments({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const company = world.company(params['siren'] ?? '');
  if (company === undefined || !isRegistered(company)) return refusal(404, 'Not found');
  const { files } = desks.of(world);
  if (files.day !== world.today()) Object.assign(files, { day: world.today(), count: 0 });
  files.count += 1;
  if (files.count > FILES_PER_DAY) {
    const body = { message: 'Daily quota exceeded' };
    return { status: 429, headers: { 'retry-after': '3600' }, body };
  }
  const bilansSaisis = filingsOf(company, world.today());
  // Arrays that would be empty may be missing altogether.
  const isBare = bilansSaisis.length === 0 && draw(company, 'missing arrays') < 0.5;
  return jsonResponse(isBare ? {} : { actes: [], bilans: [], bilansSaisis });
}

/** Entries changed in the days asked for, by SIREN; a long page that holds a large entry runs out of memory. */
function changes({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!isDay(from) || !isDay(to)) return refusal(400, 'from and to must be YYYY-MM-DD');
  const size = Number(query.get('pageSize') ?? '100');
  const after = query.get('searchAfter') ?? '';
  const page = world
    .companies()
    .filter((company) => company.siren > after && isRegistered(company))
    .map((company) => ({ company, day: updatedOn(company, world.today()) }))
    .filter(({ day }) => day >= from && day <= to)
    .sort((a, b) => (a.company.siren < b.company.siren ? -1 : 1))
    .slice(0, size);
  const isLarge = page.some(({ company }) => draw(company, 'large entry') < 0.1);
  if (size > LARGE_PAGE && isLarge) {
    return refusal(500, 'Allowed memory size of 536870912 bytes exhausted');
  }
  return jsonResponse(page.map(({ company, day }) => entryOf(company, world, day)));
}

/** The last day something about the company was filed or published. */
function updatedOn(company: SimulatedCompany, today: LocalDate): LocalDate {
  const days = [
    company.createdOn,
    company.ceasedOn ?? company.createdOn,
    ...company.statements.map(({ filedOn }) => filedOn),
    ...company.notices.map(({ publishedOn }) => publishedOn),
  ];
  return days.filter((day) => day <= today).reduce((last, day) => (day > last ? day : last));
}
