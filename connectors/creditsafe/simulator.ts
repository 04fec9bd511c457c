/** Creditsafe Connect from the simulated world: login, search, billed reports, a portfolio and its events. */
import {
  defineSimulator,
  jsonResponse,
  WorldState,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
  type SimulatedWorld,
  type Simulator,
} from '../../src/connector-kit';
import { eventsOf, type SimulatedEvent } from './simulator-events';
import { companyOf, connectIdOf, isListed, reportOf, searchHit } from './simulator-report';

export interface CreditsafeSimulatorOptions {
  /** Its login is refused. */
  wrongPassword: string;
  /** The one portfolio there is. */
  portfolioId: number;
  /** Companies somebody put into it by hand, the first of the world. */
  watchedAtFirst: number;
  /** The service's own largest page, which the reference does not state. */
  pageSizeMax: number;
}

const DEFAULTS: CreditsafeSimulatorOptions = {
  wrongPassword: 'wrong',
  portfolioId: 589960,
  watchedAtFirst: 8,
  pageSizeMax: 20,
};

interface State {
  tokens: Set<string>;
  /** Refused logins by what was sent. */
  refused: Map<string, number>;
  /** connectId to the reference its owner gave it. */
  portfolio: Map<string, string>;
  /** All that were ever in it: what was reported of them stays readable. */
  reported: Set<string>;
}

/** A Creditsafe with its own tokens and portfolio per world. */
export function createCreditsafeSimulator(
  choices: Partial<CreditsafeSimulatorOptions> = {},
): Simulator {
  const options = { ...DEFAULTS, ...choices };
  const states = new WorldState<State>((world) => {
    const listed = world.companies().filter(isListed);
    const first = listed.slice(0, options.watchedAtFirst).map(connectIdOf);
    return {
      tokens: new Set(),
      refused: new Map(),
      portfolio: new Map(first.map((id) => [id, ''])),
      reported: new Set(first),
    };
  });
  const desk = new Desk(options, states);
  return defineSimulator({
    connectorId: 'creditsafe',
    settings: { portfolioId: 589_960 },
    routes: [
      {
        method: 'POST',
        path: '/authenticate',
        handle: (request, world) => desk.logIn(request, world),
      },
      desk.open('GET', '/companies', searchCompanies),
      desk.open('GET', '/companies/:connectId', report),
      desk.open('GET', '/access', access),
      desk.open('GET', '/monitoring/notificationEvents', (request, world) =>
        desk.events(request, world),
      ),
      desk.open('GET', '/monitoring/portfolios/:portfolioId/companies', (request, world) =>
        desk.list(request, world),
      ),
      desk.open('POST', '/monitoring/portfolios/:portfolioId/companies', (request, world) =>
        desk.add(request, world),
      ),
      desk.open(
        'DELETE',
        '/monitoring/portfolios/:portfolioId/companies/:connectId',
        (request, world) => desk.remove(request, world),
      ),
    ],
    notFound: () => jsonResponse({ message: 'Not Found' }, 404),
  });
}

type Answer = SimulatedRoute['handle'];

/** Identical wrong logins before the door is shut for two minutes. */
const WRONG_LOGINS_MAX = 5;

class Desk {
  constructor(
    private readonly options: CreditsafeSimulatorOptions,
    private readonly states: WorldState<State>,
  ) {}

  open(method: SimulatedRoute['method'], path: string, answer: Answer): SimulatedRoute {
    return {
      method,
      path,
      handle: (request, world) => {
        const token = (request.headers['authorization'] ?? '').replace(/^Bearer /, '');
        if (this.states.of(world).tokens.has(token)) return answer(request, world);
        return jsonResponse({ error: 'Authorization Token has expired or is not valid' }, 401);
      },
    };
  }

  logIn({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { tokens, refused } = this.states.of(world);
    const { username, password } = fieldsOf(body);
    if (username && password && password !== this.options.wrongPassword) {
      const token = `simulated.${username}.${tokens.size}`;
      tokens.add(token);
      return jsonResponse({ token });
    }
    const sent = JSON.stringify(body);
    const times = (refused.get(sent) ?? 0) + 1;
    refused.set(sent, times);
    // What the body of this 429 says is not documented.
    if (times > WRONG_LOGINS_MAX) return jsonResponse({ message: 'Too Many Requests' }, 429);
    return jsonResponse({ message: 'Invalid username or password' }, 401);
  }

  list(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { portfolio } = this.states.of(world);
    if (!this.isMine(request)) return noPortfolio();
    const data = [...portfolio].map(([id, personalReference]) => {
      const company = companyOf(id, world);
      return {
        id,
        name: company?.name ?? '',
        countryCode: 'FR',
        portfolioId: this.options.portfolioId,
        personalReference,
        companyStatus: company?.ceasedOn === null ? 'Active' : 'NonActive',
      };
    });
    return this.page(request, data);
  }

  add(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { portfolio, reported } = this.states.of(world);
    if (!this.isMine(request)) return noPortfolio();
    const { id = '', personalReference = '' } = fieldsOf(request.body);
    if (companyOf(id, world) === undefined) return told('Company resource not found', 404);
    if (portfolio.has(id)) return told(`Company  ${id} already in portfolio`, 409);
    portfolio.set(id, personalReference);
    reported.add(id);
    return told('Company Added', 200);
  }

  remove(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { portfolio } = this.states.of(world);
    if (!this.isMine(request)) return noPortfolio();
    const wasThere = portfolio.delete(request.params['connectId'] ?? '');
    return wasThere ? told('Company removed', 200) : told('Company resource not found', 404);
  }

  /** Of companies that are or were in the portfolio; by the day an event was created or, without the flag, the day it happened. */
  events(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { query } = request;
    const { reported } = this.states.of(world);
    const [from = '', to = ''] = [query.get('startDate'), query.get('endDate')].map((text) =>
      (text ?? '').slice(0, 10),
    );
    const isByCreation = query.get('filterByCreatedDate') === 'true';
    const dayOf = (event: SimulatedEvent): string =>
      isByCreation ? event.createdOn : event.happenedOn;
    const events = [...reported]
      .flatMap((id) => eventsOf(companyOf(id, world), world))
      .filter((event) => (from === '' || dayOf(event) >= from) && (to === '' || dayOf(event) <= to))
      .sort((left, right) => (left.happenedOn < right.happenedOn ? -1 : 1));
    return this.page(
      request,
      events.map((event) => shownEvent(event, this.options.portfolioId)),
    );
  }

  private isMine({ params }: SimulatedRequest): boolean {
    return params['portfolioId'] === String(this.options.portfolioId);
  }

  private page({ query }: SimulatedRequest, all: Json[]): SimulatedResponse {
    const page = Number(query.get('page') ?? 0);
    const size = Math.min(Number(query.get('pageSize') ?? 50), this.options.pageSizeMax);
    const last = Math.max(0, Math.ceil(all.length / size) - 1);
    const data = all.slice(page * size, (page + 1) * size);
    const paging = { size, prev: page > 0 ? page - 1 : null, next: null as number | null, last };
    if (page < last) paging.next = page + 1;
    return jsonResponse({ correlationId: 'simulated', totalCount: all.length, data, paging });
  }
}

function fieldsOf(body: Json): Record<string, string> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  const texts = Object.entries(body).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts) as Record<string, string>;
}

function told(message: string, status: number): SimulatedResponse {
  return jsonResponse({ correlationId: 'simulated', message }, status);
}

function noPortfolio(): SimulatedResponse {
  return jsonResponse({ message: 'Portfolio not found' }, 404);
}

function shownEvent(event: SimulatedEvent, portfolioId: number): Json {
  const { company } = event;
  return {
    company: {
      id: connectIdOf(company),
      safeNumber: null,
      name: company.name,
      countryCode: 'FR',
      portfolioId,
      portfolioName: 'Default',
    },
    eventId: event.id,
    // Written so in the reference's example, though declared a date-time.
    eventDate: `${event.happenedOn} 08:23:37`,
    newValue: event.newValue,
    oldValue: event.oldValue,
    notificationEventId: event.id,
    notificationId: null,
    processedDate: null,
    ruleCode: event.ruleCode,
    ruleName: event.ruleName,
    localEventCode: null,
    isProcessed: false,
  };
}

/** No hit is 200 with a message, and `companies` is an object instead of a list. */
function searchCompanies(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const { query } = request;
  if ((query.get('countries') ?? '') === '') {
    const details = 'countries is required';
    return jsonResponse({ correlationId: 'simulated', message: 'Bad Request', details }, 400);
  }
  const found = soughtCompany(query, world);
  if (found === undefined) {
    const text = 'There are no results matching the criteria specified.';
    const messages = [{ type: 'Information', code: 'NoResults', text }];
    return jsonResponse({ totalSize: 0, companies: {}, messages });
  }
  const companies = searchHit(found);
  const answer = { correlationId: 'simulated', totalSize: companies.length, companies };
  return jsonResponse({ ...answer, messages: [] });
}

function soughtCompany(
  query: URLSearchParams,
  world: SimulatedWorld,
): SimulatedCompany | undefined {
  const id = query.get('id');
  if (id !== null) return companyOf(id, world);
  const company = world.company((query.get('regNo') ?? '').replace(/\D/g, '').slice(0, 9));
  return company !== undefined && isListed(company) ? company : undefined;
}

/** The one call that is billed. */
function report(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const connectId = request.params['connectId'] ?? '';
  const company = companyOf(connectId, world);
  if (company === undefined) return jsonResponse({ message: 'Company not found' }, 404);
  return {
    ...jsonResponse(reportOf(company, world)),
    charge: { call: 'report', subject: company.siren, units: 1 },
  };
}

function access(): SimulatedResponse {
  const france = { countryName: 'France', countryIso2: 'FR', paid: 1_000, used: 0 };
  return jsonResponse({
    correlationId: 'simulated',
    countryAccess: { creditsafeConnectOnlineReports: [france] },
  });
}

export const creditsafeSimulator = createCreditsafeSimulator();
