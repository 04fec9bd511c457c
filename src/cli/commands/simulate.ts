import { simulators } from '../../../connectors';
import { localDate, localDateAt, systemClock } from '../../kernel';
import { startSimulators } from '../../connector-kit/simulator';
import { generateWorld, LivingWorld, writeDemoFiles } from '../../demo';
import { runCommand } from '../command-run';
import { interrupted, pause } from '../interruption';

export interface SimulateOptions {
  port: number;
  seed: number;
  customers: number;
  invoices?: number;
  today?: string;
  books?: string;
  booksOnly?: boolean;
  still?: boolean;
}

const STEP_MS = 4_500;

export function simulateCommand(options: SimulateOptions): Promise<void> {
  return runCommand({}, async (run) => {
    const { seed, customers, invoices, port } = options;
    const today = localDate(options.today ?? localDateAt(systemClock.now()));
    const world = generateWorld({
      seed,
      today,
      customers,
      ...(invoices === undefined ? {} : { invoices }),
    });
    if (options.books !== undefined) {
      run.terminal.progress.start(`Writing the books to ${options.books}`, null);
      const written = await writeDemoFiles(world, options.books);
      run.terminal.progress.finish(`${written.lines} lines`);
    }
    if (options.booksOnly === true) return;
    const running = await startSimulators({ simulators, world, host: run.config.host, port });
    try {
      for (const { connectorId } of simulators) {
        run.terminal.result(`${connectorId}  ${running.baseUrl(connectorId)}`);
      }
      if (options.still === true) await interrupted(run.signal);
      else await live(new LivingWorld(world), run.signal);
    } finally {
      await running.stop();
    }
  });
}

/** Registries move on; books written once do not. */
async function live(living: LivingWorld, signal: AbortSignal): Promise<void> {
  while (await pause(STEP_MS, signal)) {
    living.moveTo(localDateAt(systemClock.now()));
    living.step();
  }
}
