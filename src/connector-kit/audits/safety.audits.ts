/** C13, C14, C17: whom the connector talks to, what it tells, and how often. */
import { inspect } from 'node:util';
import { createLogger, type Logger } from '../../kernel';
import { configFields, secretNames, secretValues } from '../provider-config';
import { startSimulators, type RunningSimulators } from '../simulator/server';
import type { SimulatedResponse, Simulator } from '../simulator/simulator';
import { xmlText } from '../xml';
import { sampleWorld, SAMPLE_SIRENS } from '../simulator/sample-world';
import type { ObservedAttempt } from '../http';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import { foreignConnections } from './impurity';
import { itemsOf } from './reading.audits';
import type { AuditSubject } from './subject';

const wireless = (subject: AuditSubject): string | null =>
  subject.isFile ? 'it reads files and calls nobody' : null;

export const C13: Audit = {
  id: 'C13',
  level: 'MUST',
  claim: 'contacts only declared hosts',
  exempt: wireless,
  run: async (subject) => {
    const { port } = await subject.simulators();
    const foreign = await foreignConnections({ port }, () => subject.exercise());
    verify(foreign.length === 0, `it tried to reach ${foreign.join(', ')}`);
  },
};

const SECRET_NAME = /key|token|secret|password|credential/i;

export const C14: Audit = {
  id: 'C14',
  level: 'MUST',
  claim: 'leaks no planted secret into errors, logs, records or fixtures',
  exempt: wireless,
  run: async (subject) => {
    const { config } = subject.connector;
    const open = configFields(config).find(
      (field) => SECRET_NAME.test(field) && !secretNames(config).includes(field),
    );
    verify(open === undefined, `${open ?? ''} looks secret; the config's "secrets" lacks it`);
    verifyFixtures(subject);
    const context = await subject.context();
    const shown = [...(await tellAll(subject)), ...(await failuresThatEcho(subject))];
    // What it obtained by logging in is as secret as what it logged in with.
    const secrets = [...secretValues(context.config), ...subject.obtainedSecrets()];
    const leak = shown.find((text) => secrets.some((secret) => text.includes(secret)));
    verify(leak === undefined, () => `a secret shows in: ${hide(leak ?? '', secrets)}`);
  },
};

export const C17: Audit = {
  id: 'C17',
  level: 'SHOULD',
  claim: 'stays under its declared rate, and sends every request through the paced client',
  exempt: wireless,
  run: async (subject) => {
    // A server of its own: what an earlier audit left in flight must not be counted here.
    const simulators = await subject.start(SAMPLE_SIRENS);
    try {
      await verifyEveryRequestPaced(subject, simulators);
    } finally {
      await simulators.stop();
    }
  },
};

async function verifyEveryRequestPaced(
  subject: AuditSubject,
  simulators: RunningSimulators,
): Promise<void> {
  const { id } = subject.connector;
  const baseUrl = simulators.baseUrl(id);
  let observed = 0;
  for (const stream of subject.streams) {
    const attempts: ObservedAttempt[] = [];
    const onRequest = (attempt: ObservedAttempt): void => void attempts.push(attempt);
    await subject.pages(stream, { baseUrl, onRequest });
    verifyPace(subject, attempts, stream.name);
    observed += attempts.length;
  }
  const around = simulators.log(id).length - observed;
  verify(around === 0, `${around} requests went around the kit's client`);
}

function verifyPace(subject: AuditSubject, attempts: ObservedAttempt[], stream: string): void {
  const { requestsPerSecond } = subject.connector.limits;
  const starts = attempts.map((attempt) => attempt.startedAtMs);
  const most = Math.max(1, requestsPerSecond);
  for (const from of starts) {
    const inWindow = starts.filter((at) => at >= from && at < from + 1000).length;
    verify(inWindow <= most, `${stream}: ${inWindow} requests in a second, ${most} are declared`);
  }
}

/** All a normal run shows: records, checkpoints, log lines. */
async function tellAll(subject: AuditSubject): Promise<string[]> {
  const lines: string[] = [];
  const logger = recordingLogger(lines);
  const pages = await subject.exercise({ logger });
  const items = itemsOf(pages).map((item) => inspect(item, { depth: null }));
  return [...lines, ...items, ...pages.map((page) => JSON.stringify(page.checkpoint))];
}

/** Errors and log lines when the provider answers with all it was sent, as debug pages do, in JSON and in XML. */
async function failuresThatEcho(subject: AuditSubject): Promise<string[]> {
  const shown: string[] = [];
  const { id } = subject.connector;
  for (const status of [400, 401, 500]) {
    for (const as of ['json', 'xml'] as const) {
      const echo = echoing(subject, { status, as });
      const simulators = await startSimulators({ simulators: [echo], world: sampleWorld() });
      try {
        const baseUrl = simulators.baseUrl(id);
        await subject.exercise({ baseUrl, logger: recordingLogger(shown) });
      } catch (error) {
        shown.push(inspect(error, { depth: null, showHidden: true }));
      } finally {
        await simulators.stop();
      }
    }
  }
  return shown;
}

/** Logs in as the provider does, so that a token is sent; every other request is answered with all that it holds. */
function echoing(
  { connector, options }: AuditSubject,
  { status, as }: { status: number; as: 'json' | 'xml' },
): Simulator {
  const answer = (sent: unknown): SimulatedResponse => {
    const body = JSON.stringify(sent);
    return { status, body: as === 'json' ? body : `<echo>${xmlText(body)}</echo>` };
  };
  const isLogin = (request: { path: string }): boolean =>
    /token|auth|login|session/i.test(request.path);
  return {
    connectorId: connector.id,
    routes: options.simulator?.routes ?? [],
    auth: (request) => {
      if (isLogin(request)) return null;
      const { headers, query, body } = request;
      return answer({ headers, query: query.toString(), body });
    },
  };
}

function recordingLogger(lines: string[]): Logger {
  return createLogger({ level: 'debug', format: 'json', write: (line) => void lines.push(line) });
}

const SECRET_SHAPES: readonly RegExp[] = [
  /Bearer\s+[A-Za-z0-9._~+/-]{16,}/,
  /Basic\s+[A-Za-z0-9+/=]{16,}/,
  /"(api[-_]?key|api_token|password|secret|access_token)"\s*:\s*"(?!simulated|planted|\[redacted\])[^"]+"/i,
];

function verifyFixtures(subject: AuditSubject): void {
  for (const [path, text] of subject.fixtures.texts) {
    const isLeaky = SECRET_SHAPES.some((shape) => shape.test(text));
    verify(!isLeaky, `fixtures/${path} holds what looks like a credential`);
  }
}

function hide(text: string, secrets: readonly string[]): string {
  const at = Math.min(...secrets.map((secret) => text.indexOf(secret)).filter((n) => n >= 0));
  const excerpt = text.slice(Math.max(0, at - 60), at);
  return `${excerpt}[the secret]`;
}
