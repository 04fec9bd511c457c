import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configError, type LocalDate } from '../../kernel';
import { fecFileName, generateWorld, LivingWorld, writeDemoFiles } from '../../demo';

/** The seed of the demo: everybody who starts it meets the same companies. */
const SEED = 7;

interface Stored {
  /** What `LivingWorld.serialise` gave. */
  life: unknown;
  /** Steps that the files on disk tell of. */
  exportedSteps: number;
  /** What was known some months ago has been loaded, and the books of today are written. */
  isPastLoaded: boolean;
  /** The first load went through to its scores. */
  isLoaded: boolean;
}

/** The demo's world on disk: its life so far, and the books it has exported. */
export class DemoWorldStore {
  private constructor(
    readonly living: LivingWorld,
    private readonly folder: string,
    private stored: Omit<Stored, 'life'>,
  ) {}

  /** Restores the world by living its steps again, or begins it on this day. Throws DEMO_STATE_UNREADABLE. */
  static async open(folder: string, today: LocalDate): Promise<DemoWorldStore> {
    const path = join(folder, 'world.json');
    if (!existsSync(path)) {
      const living = new LivingWorld(generateWorld({ seed: SEED, today }));
      return new DemoWorldStore(living, folder, {
        exportedSteps: 0,
        isPastLoaded: false,
        isLoaded: false,
      });
    }
    const { life, ...rest } = await readStored(path);
    const living = LivingWorld.restore(JSON.stringify(life), { today });
    return new DemoWorldStore(living, folder, rest);
  }

  get booksFolder(): string {
    return join(this.folder, 'books');
  }

  /** Where what arrives besides the books is kept. */
  get mailFolder(): string {
    return join(this.folder, 'mail');
  }

  get isPastLoaded(): boolean {
    return this.stored.isPastLoaded;
  }

  get isLoaded(): boolean {
    return this.stored.isLoaded;
  }

  /** Steps whose traces in the books nobody has seen yet. */
  get unexportedSteps(): number {
    return this.living.stepsTaken() - this.stored.exportedSteps;
  }

  /** Writes all years when one is missing or a step since the last export may show; unchanged years get the same bytes. */
  async writeBooks(): Promise<void> {
    const { world } = this.living;
    const paths = world
      .fiscalYears()
      .map((year) => join(this.booksFolder, fecFileName(world, year)));
    if (this.unexportedSteps === 0 && paths.every((path) => existsSync(path))) return;
    await this.writeAllBooks();
  }

  /** Writes all years as they are today, whatever lies in the folder. */
  async writeAllBooks(): Promise<void> {
    await writeDemoFiles(this.living.world, this.booksFolder);
    await this.save({ exportedSteps: this.living.stepsTaken() });
  }

  /** Writes the current year again, in one stroke. */
  async exportBooks(): Promise<void> {
    const { world } = this.living;
    const year = Number(world.today().slice(0, 4));
    const steps = this.living.stepsTaken();
    await this.living.exportCurrentYear(join(this.booksFolder, fecFileName(world, year)));
    await this.save({ exportedSteps: steps });
  }

  async save(changes: Partial<Omit<Stored, 'life'>> = {}): Promise<void> {
    this.stored = { ...this.stored, ...changes };
    const life = JSON.parse(this.living.serialise()) as unknown;
    const path = join(this.folder, 'world.json');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, `${JSON.stringify({ life, ...this.stored })}\n`);
    await rename(`${path}.part`, path);
  }
}

async function readStored(path: string): Promise<Stored> {
  try {
    const stored = JSON.parse(await readFile(path, 'utf8')) as Omit<Stored, 'isPastLoaded'> &
      Partial<Stored>;
    const { life, exportedSteps, isLoaded } = stored;
    // A demo begun before there was a past goes on without.
    return { life, exportedSteps, isLoaded, isPastLoaded: stored.isPastLoaded ?? true };
  } catch (cause) {
    throw configError('DEMO_STATE_UNREADABLE', `${path} cannot be read`, {
      cause,
      place: { file: path },
      remedy: 'delete the data folder (ENCOURS_HOME) to begin the demo anew',
    });
  }
}
