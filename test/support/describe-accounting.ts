/**
 * What every connector to accounting software must keep, on a database: however its changes arrive, the hub ends with what a
 * reading of everything gives, and with what the books say is open.
 */
import {
  booksOf,
  sampleWorld,
  SAMPLE_TODAY,
  startSimulators,
  type Connector,
  type FaultPlan,
  type Json,
  type RunningSimulators,
  type SimulatedBooks,
  type SimulatedWorld,
  type Simulator,
} from '../../src/connector-kit';
import type { Hub } from '../../src/hub';
import type { FixedClock, Progress } from '../../src/kernel';
import { Follower, inOrder, openByNumber, withoutZero } from './accounting-follower';
import { aKey, aSeller, hubOf, useHubs, type Opened } from '../use-cases/seller';

export interface AccountingOptions {
  simulator: Simulator;
  /** Settings beside the address, under which the simulator lets one in. */
  config: Record<string, Json>;
  /** Another login after the first was withdrawn; the same one when absent. */
  newLogin?: Record<string, Json>;
  /** Settings of one owner's login, for each number another's: for refresh tokens, which are good once. */
  login?: (number: number) => Record<string, Json>;
  /** Withdraws every login: for providers whose tokens are checked by a `TokenDesk`; 401 to everything when absent. */
  revoke?: (world: SimulatedWorld) => void;
}

const DAY_MS = 86_400_000;
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

class Company {
  private followers = 0;
  private logins = 0;

  constructor(
    readonly id: string,
    readonly running: RunningSimulators,
    private readonly parts: {
      hub: Hub & { clock: FixedClock };
      opened: Opened;
      connector: Connector;
      world: SimulatedWorld;
      options: AccountingOptions;
    },
  ) {}

  get books(): SimulatedBooks {
    return booksOf(this.parts.world, this.id);
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  /** Some minutes pass, and things happen in the books. */
  live(operations: number, seed: number): void {
    this.wait(5 * 60_000);
    this.books.live(operations, seed);
    this.parts.hub.clock.advanceMs(
      Math.max(0, this.books.now.getTime() - this.parts.hub.clock.now().getTime()),
    );
  }

  wait(ms: number): void {
    this.parts.hub.clock.advanceMs(ms);
    this.books.advanceTo(this.parts.hub.clock.now());
  }

  /** The owner withdraws the access. */
  revoke(): void {
    const { options, world } = this.parts;
    if (options.revoke !== undefined) return options.revoke(world);
    this.running.setFaults(this.id, { always: { kind: 'status', status: 401 } });
  }

  private anotherLogin(): Record<string, Json> {
    this.logins += 1;
    return this.parts.options.login?.(this.logins) ?? {};
  }

  async connected(name: string): Promise<Follower> {
    const { hub, opened, connector, options } = this.parts;
    this.followers += 1;
    const tenantId = await aSeller(hub);
    const follower = new Follower({
      ...{ hub, opened, connector, tenantId },
      draft: {
        connectorId: this.id,
        name: `${name}-${this.followers}`,
        config: {
          ...options.config,
          ...this.anotherLogin(),
          baseUrl: this.running.baseUrl(this.id),
          requestsPerSecond: 10_000,
        },
      },
      newLogin: () => options.newLogin ?? this.anotherLogin(),
    });
    await follower.connect();
    return follower;
  }

  /** What is there has followed every change; what is deleted may wait for the next reading of everything. */
  async expectAlive(follower: Follower): Promise<void> {
    const fresh = await this.connected('fresh');
    await fresh.reconnect();
    await fresh.syncFully();
    const [known, expected] = [await follower.records(), await fresh.records()];
    const shared = Object.entries(known).filter(([key]) => Object.hasOwn(expected, key));
    expect(Object.fromEntries(shared)).toEqual(expected);
  }

  /** Against a connection that reads everything now, and against the books. */
  async expectAll(follower: Follower): Promise<void> {
    const fresh = await this.connected('fresh');
    await fresh.reconnect();
    await fresh.syncFully();
    const [known, expected] = [await follower.records(), await fresh.records()];
    expect(known).toEqual(expected);
    expect(await follower.receivables()).toEqual(await fresh.receivables());
    expect(openByNumber(known)).toEqual(this.openInBooks());
    expect(await follower.openInLedger()).toEqual(withoutZero(this.openInBooks()));
  }

  private openInBooks(): Record<string, string> {
    const items = this.books.openItems().filter(({ number }) => number !== null);
    return inOrder(items.map(({ number, openMinor }) => [number ?? '', String(openMinor)]));
  }
}

async function openCompany(
  opened: Opened,
  connector: Connector,
  options: AccountingOptions,
): Promise<Company> {
  const world = sampleWorld();
  const hub = hubOf(opened, { connectors: [connector], keys: [KEY] });
  const ahead = Date.parse(`${SAMPLE_TODAY}T10:00:00Z`) - hub.clock.now().getTime();
  hub.clock.advanceMs(ahead);
  const { simulator } = options;
  const running = await startSimulators({ simulators: [simulator], world, clock: hub.clock });
  return new Company(connector.id, running, { hub, opened, connector, world, options });
}

const KEY = aKey();
