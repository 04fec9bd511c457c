/** Direct+ from the simulated world: token, match, blocks billed once per DUNS, a registration and its queue. */
import {
  defineSimulator,
  draw,
  dunsOf,
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
import { organizationOf, registrationNumbersOf } from './simulator-blocks';
import { noticesOf, type SimulatedNotification } from './simulator-notices';

export interface AltaresDnbSimulatorOptions {
  /** Its login is refused. */
  wrongSecret: string;
  registration: string;
  /** Companies that are in the registration from the start, the first of the world. */
  watchedAtFirst: number;
  /** SIRENs whose first order is answered with 202. */
  slow: readonly string[];
  /** SIRENs whose DUNS has been transferred to another. */
  transferred: readonly string[];
}

const DEFAULTS: AltaresDnbSimulatorOptions = {
  wrongSecret: 'wrong',
  registration: 'SIMULATED',
  watchedAtFirst: 20,
  slow: [],
  transferred: [],
};

interface State {
  sirenOfDuns: Map<string, string>;
  tokens: Set<string>;
  /** DUNS that have been billed in the contract year. */
  billed: Set<string>;
  /** Companies that were asked to wait. */
  delayed: Set<string>;
  subjects: Set<string>;
  /** All that were ever subjects: what was queued of them is still delivered. */
  queued: Set<string>;
  /** Notices handed over, in order. */
  delivered: Map<string, Json>;
  pulls: number;
}

/** A Direct+ with its own tokens, bill and queue per world. */
export function createAltaresDnbSimulator(
  choices: Partial<AltaresDnbSimulatorOptions> = {},
): Simulator {
  const desk = new Desk({ ...DEFAULTS, ...choices });
  const registration = '/v1/monitoring/registrations/:reference';
  return defineSimulator({
    connectorId: 'altares-dnb',
    settings: { registration: 'SIMULATED' },
    routes: [
      {
        method: 'POST',
        path: '/v2/token',
        handle: (request, world) => desk.logIn(request, world),
      },
      desk.open('GET', '/v1/match/cleanseMatch', (request, world) => desk.match(request, world)),
      desk.open('GET', '/v1/data/duns/:duns', (request, world) => desk.blocks(request, world)),
      desk.open('GET', `${registration}/notifications`, (request, world) =>
        desk.pull(request, world),
      ),
      desk.open('GET', `${registration}/notifications/replay`, (request, world) =>
        desk.replay(request, world),
      ),
      desk.open('GET', `${registration}/duns/:duns`, (request, world) =>
        desk.subject(request, world),
      ),
      desk.open('POST', `${registration}/subjects/:duns`, (request, world) =>
        desk.add(request, world),
      ),
      desk.open('DELETE', `${registration}/subjects/:duns`, (request, world) =>
        desk.remove(request, world),
      ),
    ],
    notFound: () => failure(404, '00404', 'Resource not found'),
  });
}

class Desk {
  private readonly states: WorldState<State>;

  constructor(private readonly options: AltaresDnbSimulatorOptions) {
    this.states = new WorldState((world) => this.opened(world));
  }

  private opened(world: SimulatedWorld): State {
    const known = world.companies().filter(isKnown);
    const first = known
      .slice(0, this.options.watchedAtFirst)
      .map(({ siren }) => this.dunsOf(siren));
    return {
      sirenOfDuns: new Map(known.map(({ siren }) => [this.dunsOf(siren), siren])),
      tokens: new Set(),
      billed: new Set(),
      delayed: new Set(),
      subjects: new Set(first),
      queued: new Set(first),
      delivered: new Map(),
      pulls: 0,
    };
  }

  private dunsOf(siren: string): string {
    return dunsOf(this.options.transferred.includes(siren) ? `${siren} transferred` : siren);
  }

  open(
    method: SimulatedRoute['method'],
    path: string,
    answer: SimulatedRoute['handle'],
  ): SimulatedRoute {
    return {
      method,
      path,
      handle: (request, world) => {
        const token = (request.headers['authorization'] ?? '').replace(/^Bearer /, '');
        if (!this.states.of(world).tokens.has(token)) {
          return failure(401, '00002', 'Invalid token');
        }
        const { reference } = request.params;
        const isMine = reference === undefined || reference === this.options.registration;
        return isMine ? answer(request, world) : failure(404, '21001', 'Registration not found');
      },
    };
  }

  logIn({ headers }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { tokens } = this.states.of(world);
    const encoded = (headers['authorization'] ?? '').replace(/^Basic /, '');
    const [key = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    if (key === '' || secret === '' || secret === this.options.wrongSecret) {
      return failure(401, '00001', 'You are not authorized to access this endpoint.');
    }
    const token = `simulated-${tokens.size}-of-direct-plus`;
    tokens.add(token);
    return jsonResponse({ access_token: token, expiresIn: 86_400 });
  }

  /** No candidate: the list is absent. A candidate below the threshold is not shown. */
  match({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    if (query.get('countryISOAlpha2Code') !== 'FR') {
      return failure(400, '10001', 'Missing parameter countryISOAlpha2Code');
    }
    const threshold = Number(query.get('confidenceLowerLevelThresholdValue') ?? 1);
    const siren =
      this.states.of(world).sirenOfDuns.get(query.get('duns') ?? '') ??
      (query.get('registrationNumber') ?? '').replace(/\D/g, '').slice(0, 9);
    const company = world.company(siren);
    const all = company === undefined || !isKnown(company) ? [] : this.candidates(company, world);
    const shown = all.filter(({ confidence }) => confidence >= threshold);
    const answer = { transactionDetail: transaction(world), inquiryDetail: {} };
    if (shown.length === 0) return jsonResponse({ ...answer, candidatesMatchedQuantity: 0 });
    return jsonResponse({
      ...answer,
      candidatesMatchedQuantity: shown.length,
      matchDataCriteria: 'National ID Lookup',
      matchCandidates: shown.map(({ candidate }) => candidate),
    });
  }

  /** For some companies another one comes first, and is to be told by its number. */
  private candidates(
    company: SimulatedCompany,
    world: SimulatedWorld,
  ): { confidence: number; candidate: Json }[] {
    const isUncertain = draw(company, 'dnb confidence') < 0.05;
    const own = this.candidate(company, isUncertain ? 6 : 9);
    const [first] = world.companies();
    const hasOther = first !== undefined && draw(company, 'dnb other') < 0.2;
    return hasOther && first.siren !== company.siren ? [this.candidate(first, 10), own] : [own];
  }

  private candidate(
    company: SimulatedCompany,
    confidence: number,
  ): { confidence: number; candidate: Json } {
    const candidate = {
      displaySequence: 1,
      organization: {
        duns: this.dunsOf(company.siren),
        primaryName: company.name,
        registrationNumbers: registrationNumbersOf(company),
      },
      matchQualityInformation: { confidenceCode: confidence, matchGrade: 'AAAAAZZFFZZ' },
    };
    return { confidence, candidate };
  }

  /** Billed the first time in the contract year. */
  blocks({ params, query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const { billed, delayed, sirenOfDuns } = this.states.of(world);
    const duns = params['duns'] ?? '';
    const siren = sirenOfDuns.get(duns);
    const company = siren === undefined ? undefined : world.company(siren);
    if (company === undefined) return failure(404, '40401', 'DUNS not found');
    if ((query.get('blockIDs') ?? '') === '') return failure(400, '10001', 'Missing blockIDs');
    if (this.options.slow.includes(company.siren) && !delayed.has(duns)) {
      delayed.add(duns);
      const message = 'Your request is being processed';
      return jsonResponse({ information: { code: '39000', message, method: 'GET' } }, 202);
    }
    const organization = organizationOf(company, world, (of) => this.dunsOf(of));
    const answer = jsonResponse({ transactionDetail: transaction(world), organization });
    if (billed.has(duns)) return answer;
    billed.add(duns);
    return { ...answer, charge: { call: 'data-block', subject: company.siren, units: 1 } };
  }

  /** Takes what it hands over off the queue; 404 when there is nothing left. */
  pull({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const state = this.states.of(world);
    const { delivered } = state;
    const next = this.pending(world).slice(0, mostOf(query));
    if (next.length === 0) return failure(404, '21010', 'No notifications found');
    // What is handed over together has one time of delivery; the next pull comes a second later.
    const second = String(state.pulls++ % 60).padStart(2, '0');
    const deliveryTimeStamp = `${world.today()}T09:00:${second}.593Z`;
    const notifications = next.map(({ key, notice }) => {
      const shown = { ...notice, deliveryTimeStamp };
      delivered.set(key, shown);
      return shown;
    });
    return this.told(world, notifications);
  }

  replay({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const since = query.get('replayStartTimestamp') ?? '';
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(since)) {
      return failure(400, '10003', 'Invalid replayStartTimestamp');
    }
    const all = [...this.states.of(world).delivered.values()] as { deliveryTimeStamp: string }[];
    // How much one replay brings is not documented: as much as a pull, oldest first.
    const notifications = all
      .filter(({ deliveryTimeStamp }) => deliveryTimeStamp >= since)
      .sort((left, right) => (left.deliveryTimeStamp < right.deliveryTimeStamp ? -1 : 1))
      .slice(0, mostOf(query));
    if (notifications.length === 0) return failure(404, '21010', 'No notifications found');
    return this.told(world, notifications);
  }

  private pending(world: SimulatedWorld): SimulatedNotification[] {
    const { delivered, queued, sirenOfDuns } = this.states.of(world);
    return [...queued]
      .flatMap((duns) => {
        const company = world.company(sirenOfDuns.get(duns) ?? '');
        return company === undefined ? [] : noticesOf(company, world, duns);
      })
      .filter(({ key }) => !delivered.has(key));
  }

  private told(world: SimulatedWorld, notifications: Json[]): SimulatedResponse {
    const inquiryDetail = { reference: this.options.registration };
    return jsonResponse({ transactionDetail: transaction(world), inquiryDetail, notifications });
  }

  subject({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const duns = params['duns'] ?? '';
    const { subjects } = this.states.of(world);
    return subjects.has(duns) ? jsonResponse({ duns }) : failure(404, '21002', 'DUNS not found');
  }

  /** How a DUNS that is there already is answered is not documented: here, as an error of the request. */
  add({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const duns = params['duns'] ?? '';
    const { queued, sirenOfDuns, subjects } = this.states.of(world);
    if (!sirenOfDuns.has(duns)) return failure(404, '21002', 'DUNS not found');
    if (subjects.has(duns)) return failure(400, '21003', 'DUNS already in registration');
    subjects.add(duns);
    queued.add(duns);
    return jsonResponse({ information: { code: '21103', message: 'Request accepted' } }, 202);
  }

  remove({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const wasThere = this.states.of(world).subjects.delete(params['duns'] ?? '');
    if (!wasThere) return failure(404, '21002', 'DUNS not found');
    return jsonResponse({ information: { code: '21113', message: 'Request accepted' } }, 202);
  }
}

/** A person who opposed publication has no DUNS in the simulated world. */
function isKnown({ isDiffusible, isNaturalPerson }: SimulatedCompany): boolean {
  return isDiffusible || !isNaturalPerson;
}

/** Documented from 1 to 100. */
function mostOf(query: URLSearchParams): number {
  const most = Number(query.get('maxNotifications') ?? 10);
  return Number.isInteger(most) && most >= 1 ? Math.min(most, 100) : 10;
}

function transaction(world: SimulatedWorld): Json {
  const transactionTimestamp = `${world.today()}T09:00:00.869Z`;
  return { transactionID: 'rrt-simulated', transactionTimestamp, inLanguage: 'en-US' };
}

/** The shape of errors is seen in clients of D&B; the codes and words here are invented. */
function failure(status: number, errorCode: string, errorMessage: string): SimulatedResponse {
  return jsonResponse({ transactionDetail: {}, error: { errorCode, errorMessage } }, status);
}

export const altaresDnbSimulator = createAltaresDnbSimulator();
