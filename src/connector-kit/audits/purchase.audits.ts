/** C22, C23: what the connector buys, and the portfolio it keeps at the provider. */
import { isSiren } from '../../kernel';
import { purchasesOf, readsSubjects, type Stream } from '../connector';
import { SAMPLE_SIRENS } from '../simulator/sample-world';
import type { RunningSimulators } from '../simulator/server';
import { AccountBook, type Booking } from './account-book';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import { isSame } from './is-same';
import type { AuditSubject } from './subject';

export const C22: Audit = {
  id: 'C22',
  level: 'MUST',
  claim: 'books every call the simulator bills, before it is sent, and nothing it does not',
  exempt: (subject) => (subject.isFile ? 'it reads files and calls nobody' : null),
  run: async (subject) => {
    // A world that knows the companies, and one that knows none: an unknown company may cost nothing.
    for (const sirens of [SAMPLE_SIRENS, []]) {
      const simulators = await subject.start(sirens);
      try {
        await verifyBooked(subject, simulators, sirens.length > 0);
      } finally {
        await simulators.stop();
      }
    }
  },
};

export const C23: Audit = {
  id: 'C23',
  level: 'MUST',
  claim:
    'keeps the portfolio it is told to: watching twice and unwatching the unknown change nothing',
  exempt: (subject) =>
    subject.connector.monitoring === undefined ? 'it declares no monitoring' : null,
  run: async (subject) => {
    const simulators = await subject.start(SAMPLE_SIRENS);
    try {
      await verifyPortfolio(subject, simulators.baseUrl(subject.connector.id));
    } finally {
      await simulators.stop();
    }
  },
};

async function verifyBooked(
  subject: AuditSubject,
  simulators: RunningSimulators,
  isKnown: boolean,
): Promise<void> {
  const { connector } = subject;
  const baseUrl = simulators.baseUrl(connector.id);
  const { config } = await subject.context({ baseUrl });
  for (const stream of subject.streams) {
    const book = new AccountBook();
    const billed = simulators.bill(connector.id).length;
    await subject.pages(stream, { baseUrl, purchases: book });
    const where = `stream ${stream.name}`;
    verifySame(subject, book, { where, bill: simulators.bill(connector.id).slice(billed) });
    verifyWithinEstimate(stream, { config, owed: book.owed() });
  }
  const book = new AccountBook();
  const billed = simulators.bill(connector.id).length;
  if (isKnown) await subject.exerciseDesks({ baseUrl, purchases: book });
  const bill = simulators.bill(connector.id).slice(billed);
  verifySame(subject, book, { where: 'search, monitoring and cover desk', bill });
}

interface Charged {
  call: string;
  subject: string | null;
  units: number;
}

function verifySame(
  { connector }: AuditSubject,
  book: AccountBook,
  { where, bill }: { where: string; bill: readonly Charged[] },
): void {
  const prices = new Map((connector.prices ?? []).map((price) => [price.call, price]));
  for (const { call, subject, units, unitsMax } of book.bookings) {
    verify(prices.has(call), `${where} buys ${call}, which is not in its price list`);
    const isCompany = subject === null || isSiren(subject);
    verify(isCompany, `${where} books ${call} for ${subject}, which is no SIREN`);
    verify(units !== null, `${where} never says how a booked ${call} ended`);
    verify(
      units <= unitsMax,
      `${where} settles ${units} units of ${call}, ${unitsMax} were booked`,
    );
  }
  for (const { call } of bill) {
    verify(prices.has(call), `the simulator bills ${call}, which is not in the price list`);
  }
  const unbooked = firstMissing(tally(bill, prices), tally(book.owed(), prices));
  verify(unbooked === null, `${where}: the simulator bills ${unbooked}, which nobody booked`);
  const unbilled = firstMissing(tally(book.owed(), prices), tally(bill, prices));
  verify(unbilled === null, `${where} books ${unbilled}, which the simulator does not bill`);
}

/** Units by call and subject. What is billed once in so many days is counted once: the hub knows of the rest. */
function tally(
  charges: readonly { call: string; subject: string | null; units: number | null }[],
  prices: ReadonlyMap<string, { repeatFreeDays: number }>,
): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { call, subject, units } of charges) {
    const key = `${call} for ${subject ?? 'no company'}`;
    const isOnce = (prices.get(call)?.repeatFreeDays ?? 0) > 0;
    const before = isOnce ? 0 : (totals.get(key) ?? 0);
    totals.set(key, before + Math.round((units ?? 0) * 100));
  }
  return totals;
}

function firstMissing(
  wanted: ReadonlyMap<string, number>,
  present: ReadonlyMap<string, number>,
): string | null {
  const found = [...wanted].find(([key, units]) => (present.get(key) ?? 0) < units);
  return found === undefined ? null : `${found[1] / 100} of ${found[0]}`;
}

/** An estimate says the most that one subject costs. */
function verifyWithinEstimate(
  stream: Stream<object>,
  { config, owed }: { config: object; owed: readonly Booking[] },
): void {
  if (!readsSubjects(stream)) return;
  const most = new Map(purchasesOf(stream, config).map(({ call, units }) => [call, units]));
  for (const [key, units] of tally(owed, new Map())) {
    const [call = ''] = key.split(' ');
    const limit = most.get(call) ?? 0;
    const spent = units / 100;
    verify(spent <= limit, `${stream.name} spends ${spent} of ${key}; its buys say ${limit}`);
  }
}

async function verifyPortfolio(subject: AuditSubject, baseUrl: string): Promise<void> {
  const { monitoring } = subject.connector;
  if (monitoring === undefined) return;
  const context = await subject.context({ baseUrl });
  verify(monitoring.isWanted(context.config), 'fixtures/audit.json names no portfolio to keep');
  verify(
    Number.isSafeInteger(monitoring.batchMax) && monitoring.batchMax > 0,
    'batchMax is no count',
  );
  const all = subject.subjects;
  const [stranger = '', ...some] = all;
  await subject.unwatch({ baseUrl, subjects: all });
  await verifyWatched(subject, baseUrl, { expected: [], after: 'all were unwatched' });
  const refused = (await subject.watch({ baseUrl, subjects: some })).map(({ siren }) => siren);
  const foreign = refused.find((siren) => !some.includes(siren));
  verify(foreign === undefined, `watch refuses ${foreign}, which nobody asked it to watch`);
  const kept = some.filter((siren) => !refused.includes(siren));
  verify(kept.length > 0, 'watch refuses every company of the simulated world');
  await verifyWatched(subject, baseUrl, { expected: kept, after: 'watching' });
  await subject.watch({ baseUrl, subjects: some });
  await verifyWatched(subject, baseUrl, { expected: kept, after: 'watching them again' });
  await subject.unwatch({ baseUrl, subjects: [stranger] });
  await verifyWatched(subject, baseUrl, { expected: kept, after: 'unwatching a stranger' });
  const [gone = '', ...left] = kept;
  await subject.unwatch({ baseUrl, subjects: [gone] });
  await verifyWatched(subject, baseUrl, { expected: left, after: `unwatching ${gone}` });
}

async function verifyWatched(
  subject: AuditSubject,
  baseUrl: string,
  { expected, after }: { expected: readonly string[]; after: string },
): Promise<void> {
  const watched = await subject.watched({ baseUrl });
  if (watched === null) return;
  const isEqual = isSame(watched.toSorted(), expected.toSorted());
  verify(isEqual, () => {
    const missing = expected.filter((siren) => !watched.includes(siren)).length;
    return `after ${after}, ${watched.length} are watched, ${missing} of those expected are not`;
  });
}
