/** C11, C12: what the connector does when its provider, or its caller, does not let it finish. */
import { errorMessage, isEncoursError, type ErrorFamily } from '../../kernel';
import { readsSubjects, type Page } from '../connector';
import type { HttpClient, HttpResponse } from '../http-client';
import type { Fault } from '../simulator/faults';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import type { AuditSubject, ContextChoices } from './subject';

const wireless = (subject: AuditSubject): string | null =>
  subject.isFile ? 'it reads files and calls nobody' : null;

interface Trouble {
  name: string;
  fault: Fault;
  family: ErrorFamily;
}

const TROUBLES: readonly Trouble[] = [
  { name: '401', fault: { kind: 'status', status: 401 }, family: 'AUTH' },
  { name: '403', fault: { kind: 'status', status: 403 }, family: 'AUTH' },
  { name: '429 for an hour', fault: rateLimited('seconds'), family: 'TRANSIENT' },
  {
    name: '429 until a date',
    fault: rateLimited('http-date'),
    family: 'TRANSIENT',
  },
  { name: '500', fault: { kind: 'status', status: 500 }, family: 'TRANSIENT' },
  { name: '503', fault: { kind: 'status', status: 503 }, family: 'TRANSIENT' },
  { name: 'a reset connection', fault: { kind: 'reset' }, family: 'TRANSIENT' },
  { name: 'no answer', fault: { kind: 'hang' }, family: 'TRANSIENT' },
  { name: 'a body that dribbles', fault: { kind: 'slow-body', ms: 2000 }, family: 'TRANSIENT' },
  { name: 'half a JSON', fault: { kind: 'truncated-json' }, family: 'CONTRACT' },
  { name: 'a page for people', fault: { kind: 'html' }, family: 'CONTRACT' },
];

export const C11: Audit = {
  id: 'C11',
  level: 'MUST',
  claim: 'turns 401/403, 429, 5xx, resets, timeouts and bad JSON into the right error',
  exempt: wireless,
  run: async (subject) => {
    for (const use of usesOf(subject)) {
      const troubles = TROUBLES.filter(
        ({ family }) => family !== 'CONTRACT' || use.ignoresBody !== true,
      );
      for (const trouble of troubles) await verifyTrouble(subject, use, trouble);
      await verifyRecovery(subject, use);
    }
  },
};

export const C12: Audit = {
  id: 'C12',
  level: 'MUST',
  claim: 'stops on abort within 1 s and ends even when the provider repeats itself for ever',
  exempt: wireless,
  run: async (subject) => {
    for (const use of usesOf(subject)) {
      await verifyAbort(subject, use);
      await verifyBounded(subject, use);
    }
  },
};

interface Use {
  name: string;
  /** Reads subject after subject: what is wrong with one answer is no reason to stop. */
  isBySubject?: boolean;
  /** All it needs of the answer is its status. */
  ignoresBody?: boolean;
  run(choices: ContextChoices): Promise<unknown>;
}

/** Each way to use the connector, alone, so that one cannot hide another's failure. */
function usesOf(subject: AuditSubject): Use[] {
  const { connector } = subject;
  const { monitoring, coverDesk } = connector;
  const uses: Use[] = subject.streams.map((stream) => ({
    name: `stream ${stream.name}`,
    isBySubject: readsSubjects(stream),
    run: (choices) => subject.pages(stream, choices),
  }));
  if (connector.search !== undefined) {
    uses.push({ name: 'search', run: (choices) => subject.search(choices) });
  }
  if (monitoring !== undefined) {
    const ignoresBody = true;
    uses.push({ name: 'watch', ignoresBody, run: (choices) => subject.watch(choices) });
    uses.push({ name: 'unwatch', ignoresBody, run: (choices) => subject.unwatch(choices) });
    if (monitoring.watched !== undefined) {
      uses.push({ name: 'watched', run: (choices) => subject.watched(choices) });
    }
  }
  if (coverDesk !== undefined) {
    uses.push({ name: 'cover desk', run: (choices) => subject.requestCover(choices) });
  }
  return uses;
}

function rateLimited(as: 'seconds' | 'http-date'): Fault {
  return { kind: 'status', status: 429, retryAfter: { seconds: 3600, as } };
}

async function verifyTrouble(subject: AuditSubject, use: Use, trouble: Trouble): Promise<void> {
  const { name, fault, family } = trouble;
  const simulators = await subject.simulators();
  const baseUrl = simulators.baseUrl(subject.connector.id);
  // Logged in beforehand, so that it is the answers that cannot be read and not the login.
  if (family === 'CONTRACT') {
    await errorOf(() => use.run({ baseUrl, subjects: subject.subjects.slice(0, 1) }));
  }
  simulators.setFaults(subject.connector.id, { always: fault });
  let answer: unknown = null;
  const error = await errorOf(async () => {
    answer = await use.run({ baseUrl, ...patienceFor(subject, fault) });
  });
  const where = `${use.name} on ${name}`;
  if (error === null && family === 'CONTRACT' && use.isBySubject === true) {
    verifyEachQuarantined(answer as Page[], where);
    return;
  }
  verify(error !== null, `${where}: nothing is thrown`);
  const found = isEncoursError(error) ? error.family : 'an error without a family';
  // Where the connector logs in first, it is the login that cannot be read: nobody's record, so the run ends.
  if (family === 'CONTRACT' && isLoginError(error)) return;
  verify(found === family, `${where}: ${found} instead of ${family} (${errorMessage(error)})`);
  if (fault.kind !== 'status' || fault.retryAfter === undefined) return;
  const waitMs = isEncoursError(error) ? (error.retryAfterMs ?? 0) : 0;
  verify(waitMs > 3_500_000, `${where}: the error does not say when to come back`);
}

function isLoginError(error: unknown): boolean {
  return isEncoursError(error) && error.code === 'PROVIDER_LOGIN_UNREADABLE';
}

/** What never ends is waited for in real time: one company and two attempts show it as well as all of them. */
function patienceFor({ subjects }: AuditSubject, { kind }: Fault): ContextChoices {
  const isEndless = kind === 'hang' || kind === 'slow-body';
  return isEndless ? { timeoutMs: 100, attemptsMax: 2, subjects: subjects.slice(0, 1) } : {};
}

/** Every subject's answer was unreadable: each is quarantined, none is taken for read or unknown. */
function verifyEachQuarantined(pages: readonly Page[], where: string): void {
  for (const { items, malformed, read } of pages) {
    const isQuarantined = items.length === 0 && (malformed ?? []).length > 0;
    verify(isQuarantined, `${where}: an unreadable answer is neither thrown nor quarantined`);
    const isOpen = (read ?? []).every(({ outcome }) => outcome === 'INCOMPLETE');
    verify(isOpen, `${where}: a subject that could not be read is not INCOMPLETE`);
  }
  verify(pages.length > 0, `${where}: nothing is thrown and nothing is quarantined`);
}

/** A short refusal is waited out, not reported. */
async function verifyRecovery(subject: AuditSubject, use: Use): Promise<void> {
  const simulators = await subject.simulators();
  const baseUrl = simulators.baseUrl(subject.connector.id);
  const fault: Fault = {
    kind: 'status',
    status: 429,
    retryAfter: { seconds: 2, as: 'seconds' },
  };
  simulators.setFaults(subject.connector.id, { script: [fault] });
  const error = await errorOf(() => use.run({ baseUrl }));
  verify(error === null, `${use.name}: one 429 is not waited out (${errorMessage(error)})`);
}

async function verifyAbort(subject: AuditSubject, use: Use): Promise<void> {
  const simulators = await subject.simulators();
  const baseUrl = simulators.baseUrl(subject.connector.id);
  simulators.setFaults(subject.connector.id, { always: { kind: 'hang' } });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 30);
  const settled = errorOf(() => use.run({ baseUrl, signal: stop.signal, timeoutMs: 3000 }));
  const error = await withinMs(settled, 1030);
  clearTimeout(timer);
  verify(error !== 'too late', `${use.name} goes on a second after it was told to stop`);
  verify(error !== null, `${use.name} ends as if it had finished when it was told to stop`);
}

/** Requests one use may send before a provider that repeats itself has caught it in a loop. */
const REQUESTS_MAX = 1000;

async function verifyBounded(subject: AuditSubject, use: Use): Promise<void> {
  let requests = 0;
  let firstAnswer: HttpResponse | null = null;
  const wrap = (http: HttpClient): HttpClient => ({
    request: async (request) => {
      requests += 1;
      if (requests > REQUESTS_MAX) throw new Error('caught in a loop');
      firstAnswer ??= await http.request(request);
      return structuredClone(firstAnswer);
    },
  });
  const error = await errorOf(() => use.run({ wrap }));
  verify(requests <= REQUESTS_MAX, `${use.name} asks for ever when a cursor is repeated`);
  const isProper = error === null || isEncoursError(error, 'CONTRACT');
  verify(isProper, `${use.name}: a repeated answer gives no ContractError: ${errorMessage(error)}`);
}

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    return error;
  }
}

async function withinMs(work: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'too late'>((resolve) => {
    timer = setTimeout(() => resolve('too late'), ms);
  });
  const outcome = await Promise.race([work, late]);
  clearTimeout(timer);
  return outcome;
}
