/**
 * What every connector to accounting software must keep, on a database: however its changes arrive, the hub ends with what a
 * reading of everything gives, and with what the books say is open.
 */
import type { Connector, FaultPlan } from '../../src/connector-kit';
import type { Progress } from '../../src/kernel';
import { DAY_MS, openCompany, type AccountingOptions, type Company } from './accounting-company';
import { driveAtRandom } from './accounting-drive';
import { openByNumber } from './accounting-follower';
import { useHubs } from '../use-cases/seller';

/** Lives led at random; more of them by hand, when a connector or the way of a record to the ledger changes. */
const LIVES = [1, 3];
const TIMEOUT_MS = 240_000;

/** Faults after which what was read is still what the provider said. */
const FAULTS: FaultPlan = {
  seed: 7,
  serverError: { share: 0.03 },
  rateLimited: { share: 0.03, retryAfter: { seconds: 0, as: 'seconds' } },
  reset: { share: 0.03 },
  slowBody: { share: 0.02, ms: 5 },
  truncatedJson: { share: 0.02 },
  html: { share: 0.01 },
};

/** Declares the suite for one connector. */
export function describeAccounting(connector: Connector, options: AccountingOptions): void {
  describe(`accounting through ${connector.id}`, () => {
    const opened = useHubs();
    const started: Company[] = [];
    afterEach(async () => {
      for (const company of started.splice(0)) await company.stop();
    });
    const aCompany = async (): Promise<Company> => {
      const company = await openCompany(opened(), connector, options);
      started.push(company);
      return company;
    };
    const cases: [title: string, run: (company: Company) => Promise<void>][] = [
      [
        'ends with the same from incremental syncs under faults as from a full load',
        followsUnderFaults,
      ],
      ['goes on where a run was killed, page by page', survivesKills],
      [
        'notices what was deleted, and what came back, after two months of silence',
        survivesSilence,
      ],
      ['stores nothing new when nothing has changed', isIdempotent],
      [
        'rests when its login is withdrawn in the middle, and goes on with a new one',
        survivesRevocation,
      ],
      ['is right again after the provider sent something else for a while', survivesDrift],
    ];
    it.each(LIVES)(
      'ends with the same after a life drawn from seed %i',
      async (seed) => {
        await driveAtRandom(await aCompany(), seed);
      },
      TIMEOUT_MS,
    );
    it.each(cases)(
      '%s',
      async (_title, run) => {
        await run(await aCompany());
      },
      TIMEOUT_MS,
    );
  });
}

async function followsUnderFaults(company: Company): Promise<void> {
  const follower = await company.connected('follower');
  await follower.syncFully();
  company.running.setFaults(company.id, FAULTS);
  for (let round = 1; round <= 4; round += 1) {
    company.live(8, round);
    await follower.syncFully();
  }
  company.running.setFaults(company.id, {});
  company.wait(DAY_MS / 24);
  await follower.syncFully();
  await company.expectAlive(follower);
  company.wait(8 * DAY_MS);
  await follower.syncFully();
  await company.expectAll(follower);
}

async function survivesKills(company: Company): Promise<void> {
  const follower = await company.connected('killed');
  for (let round = 1; round <= 5; round += 1) {
    for (let pages = 1; pages <= 3; pages += 1) await follower.syncUntil(pages);
    company.live(5, 100 + round);
  }
  company.wait(DAY_MS / 24);
  await follower.syncFully();
  await company.expectAlive(follower);
  company.wait(8 * DAY_MS);
  await follower.syncFully();
  await company.expectAll(follower);
}

async function survivesSilence(company: Company): Promise<void> {
  const follower = await company.connected('silent');
  await follower.syncFully();
  company.live(20, 31);
  const paid = company.books.payments.find(({ deletedAt }) => deletedAt === null);
  const owed = company.books.documents.find((each) => company.books.openOf(each) > 0n);
  if (paid === undefined || owed === undefined) throw new Error('the books are too quiet');
  company.books.apply({ do: 'delete-payment', paymentId: paid.id });
  company.books.apply({ do: 'pay', documentId: owed.id, amountMinor: 1n });
  company.books.apply({ do: 'delete-document', documentId: owed.id });
  company.wait(61 * DAY_MS);
  company.live(5, 32);
  await follower.syncFully();
  await company.expectAll(follower);
}

async function isIdempotent(company: Company): Promise<void> {
  const follower = await company.connected('twice');
  await follower.syncFully();
  const first = await follower.written();
  await follower.syncFully();
  expect(await follower.written()).toEqual(first);
  // A week later everything is listed again; what only time has changed (an invoice that is late now) says the same.
  const claims = openByNumber(await follower.records());
  company.wait(8 * DAY_MS);
  await follower.syncFully();
  expect(openByNumber(await follower.records())).toEqual(claims);
  const again = await follower.written();
  await follower.syncFully();
  expect(await follower.written()).toEqual(again);
}

async function survivesRevocation(company: Company): Promise<void> {
  const follower = await company.connected('revoked');
  expect(await follower.sync(onFirstPage(() => company.revoke()))).not.toBeNull();
  expect(await follower.status()).toBe('PAUSED');
  company.live(4, 51);
  company.running.setFaults(company.id, {});
  await follower.reconnect();
  await follower.syncFully();
  expect(await follower.status()).toBe('ACTIVE');
  await company.expectAll(follower);
}

async function survivesDrift(company: Company): Promise<void> {
  const follower = await company.connected('drifted');
  await follower.syncFully();
  company.running.setFaults(company.id, { seed: 3, drift: { share: 0.3 } });
  for (let round = 1; round <= 4; round += 1) {
    company.live(6, 60 + round);
    await follower.sync();
  }
  company.running.setFaults(company.id, {});
  company.wait(8 * DAY_MS);
  await follower.syncFully();
  await company.expectAll(follower);
}

/** Does something once the first page of a run has been landed. */
function onFirstPage(act: () => void): Progress {
  let isDone = false;
  const advance = (): void => {
    if (!isDone) act();
    isDone = true;
  };
  return { start: () => undefined, advance, finish: () => undefined };
}
