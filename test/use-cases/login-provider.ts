/** A bureau that one logs in to, invented: it counts logins, refuses wrong ones, and says back all it is told. */
import { IsString } from 'class-validator';
import {
  defineConnector,
  ProviderConfig,
  requestWithToken,
  subjectStream,
  type Connector,
  type HttpClient,
  type AccessToken,
} from '../../src/connector-kit';
import { decode, object, text } from '../../src/connector-kit';
import {
  defineSimulator,
  sampleWorld,
  startSimulators,
  type RunningSimulators,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../../src/connector-kit/simulator';

class LoginConfig extends ProviderConfig {
  static readonly secrets = ['password', 'subscriptionKey'];
  override baseUrl = 'https://bureau.example';

  @IsString()
  user!: string;

  @IsString()
  password!: string;

  @IsString()
  subscriptionKey = 'none';
}

async function login(http: HttpClient, config: LoginConfig): Promise<AccessToken> {
  const { data } = await http.request({
    method: 'POST',
    path: '/login',
    body: { user: config.user, password: config.password },
    headers: { 'x-subscription-key': config.subscriptionKey },
    isIdempotent: true,
  });
  return { token: decode(object({ token: text }), data).token, expiresInMs: 3_600_000 };
}

const stream = (name: string): NonNullable<Connector<LoginConfig>['streams']>[number] =>
  subjectStream<LoginConfig>({
    name,
    records: ['company'],
    refreshAfterDays: 30,
    async fetch(context, siren) {
      const { data } = await requestWithToken(
        context,
        () => login(context.http, context.config),
        (token) => ({
          path: `/companies/${siren}`,
          headers: { authorization: `Bearer ${token}` },
        }),
      );
      return { items: [{ sourceKey: siren, payload: data }], outcome: 'FOUND' };
    },
    map: () => [],
  });

export const loginConnector: Connector<LoginConfig> = defineConnector<LoginConfig>({
  id: 'login-bureau',
  kind: 'bureau',
  name: 'Login bureau',
  version: '1.0.0',
  hosts: ['bureau.example'],
  config: LoginConfig,
  limits: { requestsPerSecond: 1000, concurrency: 4, timeoutMs: 2000, retries: 1, source: 'none' },
  licence: {
    name: 'invented',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'invented',
  },
  deletes: { none: 'it is invented' },
  docs: {
    homepage: 'https://bureau.example',
    reference: 'https://bureau.example/docs',
    evidence: 'none',
  },
  streams: [stream('reports'), stream('payments')],
});

export interface LoginBureau {
  baseUrl: string;
  logins: number;
  requests: number;
  /** The right password; another is refused. */
  password: string;
  /** What becomes of a request for a company: it is answered, or fails saying back what came. */
  mood: 'answers' | 'fails' | 'forbids' | 'rambles';
  running: RunningSimulators;
}

export async function startLoginBureau(password: string): Promise<LoginBureau> {
  const bureau: Omit<LoginBureau, 'baseUrl' | 'running'> = {
    logins: 0,
    requests: 0,
    password,
    mood: 'answers',
  };
  const echo = (request: SimulatedRequest, status: number): SimulatedResponse => ({
    status,
    body: { error: 'no', headers: request.headers, body: request.body, path: request.path },
  });
  const simulator = defineSimulator({
    connectorId: 'login-bureau',
    routes: [
      {
        method: 'POST',
        path: '/login',
        handle(request) {
          bureau.logins += 1;
          const given = JSON.stringify(request.body);
          if (!given.includes(JSON.stringify(bureau.password))) return echo(request, 401);
          return { status: 200, body: { token: 'token-planted-9f3b' } };
        },
      },
      {
        method: 'GET',
        path: '/companies/:siren',
        handle(request) {
          bureau.requests += 1;
          if (bureau.mood === 'fails') return echo(request, 422);
          if (bureau.mood === 'forbids') return echo(request, 403);
          if (bureau.mood === 'rambles') {
            return { status: 200, body: `{"cut": ${JSON.stringify(request.headers)}` };
          }
          return echo(request, 200);
        },
      },
    ],
  });
  const running = await startSimulators({ simulators: [simulator], world: sampleWorld() });
  return Object.assign(bureau, { baseUrl: running.baseUrl('login-bureau'), running });
}
