/** The demo as `npm start` runs it, without its API and with a clock of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors, simulators } from '../../connectors';
import { connectDemo } from '../../src/cli/demo/demo-connections';
import { loadHistory } from '../../src/cli/demo/demo-history';
import { openMail } from '../../src/cli/demo/demo-office';
import { notePromise, setSeasonalLimits } from '../../src/cli/demo/demo-people';
import { startSimulators, type RunningSimulators } from '../../src/connector-kit/simulator';
import { createTenant, Database } from '../../src/database';
import {
  fecFileName,
  generateWorld,
  LivingWorld,
  writeDemoFiles,
  type DemoWorld,
} from '../../src/demo';
import { createHub, type Hub } from '../../src/hub';
import { FixedClock, silentLogger } from '../../src/kernel';
import { SecretKeys } from '../../src/landing';
import { runPipeline, type RescoreResult } from '../../src/pipeline';

/** As `npm start` has it. */
const SEED = 7;

export class DemoRun {
  readonly signal = new AbortController().signal;

  private constructor(
    readonly hub: Hub,
    readonly clock: FixedClock,
    readonly living: LivingWorld,
    private readonly place: {
      tenantId: string;
      folder: string;
      database: Database;
      providers: RunningSimulators;
    },
  ) {}

  /** Loads what was known some months ago, then today. */
  static async load(url: string, today: string): Promise<DemoRun> {
    const world = generateWorld({ seed: SEED, today });
    const folder = mkdtempSync(join(tmpdir(), 'encours-demo-'));
    const database = await Database.connect({ url, logger: silentLogger });
    const clock = new FixedClock(new Date(`${today}T09:00:00Z`));
    const secretKeys = SecretKeys.of([Buffer.alloc(32, 7)]);
    const hub = createHub({ database, clock, logger: silentLogger, connectors, secretKeys });
    const { tenantId } = await createTenant(database, { slug: 'demo' });
    const signal = new AbortController().signal;
    await loadHistory(hub, { tenantId, world, booksFolder: folder, signal });
    await writeDemoFiles(world, folder);
    const providers = await startSimulators({ simulators, world });
    await connectDemo(hub, tenantId, { booksFolder: folder, simulators: providers });
    const place = { tenantId, folder, database, providers };
    const run = new DemoRun(hub, clock, new LivingWorld(world), place);
    await run.sync();
    await setSeasonalLimits(hub, { tenantId, signal });
    return run;
  }

  get tenantId(): string {
    return this.place.tenantId;
  }

  get world(): DemoWorld {
    return this.living.world;
  }

  /** Lets so much happen, exports the books and reads all sources. */
  async live(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      await notePromise(this.hub, this.tenantId, this.living.step());
    }
    const year = Number(this.world.today().slice(0, 4));
    const path = join(this.place.folder, fecFileName(this.world, year));
    await this.living.exportCurrentYear(path);
    this.clock.advanceMs(60_000);
    await this.sync();
  }

  sync(): Promise<RescoreResult> {
    const { tenantId, signal } = this;
    return runPipeline(this.hub, { tenantId, connectionIds: null, signal });
  }

  /** What arrives besides the books, as at the end of the first load. */
  openMail(): Promise<void> {
    const { tenantId, signal } = this;
    const { seller } = this.world;
    return openMail(this.hub, {
      tenantId,
      seller,
      folder: join(this.place.folder, 'mail'),
      signal,
    });
  }

  async close(): Promise<void> {
    await this.place.database.close();
    await this.place.providers.stop();
    rmSync(this.place.folder, { recursive: true, force: true });
  }
}
