/** A company with simulated books, the connections that follow them, and what both must come to. */
import {
  booksOf,
  sampleWorld,
  SAMPLE_TODAY,
  startSimulators,
  type Connector,
  type Json,
  type RunningSimulators,
  type SimulatedBooks,
  type SimulatedWorld,
  type Simulator,
} from '../../src/connector-kit';
import type { Hub } from '../../src/hub';
import type { FixedClock } from '../../src/kernel';
import { Follower, inOrder, openByNumber, withoutZero } from './accounting-follower';
import { aKey, aSeller, hubOf, type Opened } from '../use-cases/seller';

const KEY = aKey();

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

export const DAY_MS = 86_400_000;

export class Company {
  /** Called after each answer of the provider: things happen while pages are read. */
  afterAnswer: (() => void) | null = null;
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

/** A hub, and a provider whose books nobody has read yet. */
export async function openCompany(
  opened: Opened,
  connector: Connector,
  options: AccountingOptions,
): Promise<Company> {
  const world = sampleWorld();
  const hub = hubOf(opened, { connectors: [connector], keys: [KEY] });
  const ahead = Date.parse(`${SAMPLE_TODAY}T10:00:00Z`) - hub.clock.now().getTime();
  hub.clock.advanceMs(ahead);
  const answered = { then: (): void => undefined };
  const simulator = tellingAnswers(options.simulator, () => answered.then());
  const running = await startSimulators({ simulators: [simulator], world, clock: hub.clock });
  const company = new Company(connector.id, running, { hub, opened, connector, world, options });
  answered.then = () => company.afterAnswer?.();
  return company;
}

function tellingAnswers(simulator: Simulator, tell: () => void): Simulator {
  const routes = simulator.routes.map((route): Simulator['routes'][number] => ({
    ...route,
    handle: (request, world) => {
      const answer = route.handle(request, world);
      tell();
      return answer;
    },
  }));
  return { ...simulator, routes };
}
