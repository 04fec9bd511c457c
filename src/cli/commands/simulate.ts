import { connectors, simulators } from '../../../connectors';
import { configError, localDate, localDateAt, systemClock } from '../../kernel';
import {
  readFaultPlan,
  startSimulators,
  type FaultPlan,
  type RunningSimulators,
  type Simulator,
} from '../../connector-kit/simulator';
import { generateWorld, LivingWorld, writeDemoFiles } from '../../demo';
import { runCommand } from '../command-run';
import { interrupted, pause } from '../interruption';
import { howToReach } from '../how-to-reach';

export interface SimulateOptions {
  port: number;
  seed: number;
  customers: number;
  invoices?: number;
  today?: string;
  books?: string;
  booksOnly?: boolean;
  still?: boolean;
  faults?: string;
}

const STEP_MS = 4_500;

export function simulateCommand(ids: readonly string[], options: SimulateOptions): Promise<void> {
  return runCommand({}, async (run) => {
    const chosen = chosenSimulators(ids);
    const faults = faultsOf(options.faults);
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
    const { host } = run.config;
    const running = await startSimulators({ simulators: chosen, world, host, port, faults });
    try {
      run.terminal.result(description(chosen, running));
      if (options.still === true) await interrupted(run.signal);
      else await live(new LivingWorld(world), run.signal);
    } finally {
      await running.stop();
    }
  });
}

/** Those named, in the order of the list; all when none is. Throws CONFIG CONNECTOR_UNKNOWN. */
function chosenSimulators(ids: readonly string[]): readonly Simulator[] {
  const known = simulators.map(({ connectorId }) => connectorId);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw configError('CONNECTOR_UNKNOWN', `there is no simulator of ${unknown}`, {
      place: { field: 'connector' },
      remedy: `Name some of ${known.toSorted().join(', ')}, or none to run them all.`,
    });
  }
  return ids.length === 0
    ? simulators
    : simulators.filter(({ connectorId }) => ids.includes(connectorId));
}

function faultsOf(text: string | undefined): FaultPlan {
  if (text === undefined) return {};
  try {
    return readFaultPlan(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw configError('FAULT_PLAN_INVALID', `--faults is not JSON: ${error.message}`, {
      place: { field: '--faults' },
      remedy: `Write for example --faults '{"serverError":{"share":0.1}}'.`,
    });
  }
}

function description(chosen: readonly Simulator[], running: RunningSimulators): string {
  return chosen
    .map(({ connectorId, settings }) => {
      const connector = connectors.find(({ id }) => id === connectorId);
      const baseUrl = running.baseUrl(connectorId);
      const control = running.controlUrl(connectorId);
      const how = connector === undefined ? [] : howToReach(connector, baseUrl, settings);
      const lines = [...how, `  log      ${control}/log`, `  bill     ${control}/bill`];
      return [`${connectorId}  ${baseUrl}`, ...lines].join('\n');
    })
    .join('\n');
}

/** Registries move on; books written once do not. */
async function live(living: LivingWorld, signal: AbortSignal): Promise<void> {
  while (await pause(STEP_MS, signal)) {
    living.moveTo(localDateAt(systemClock.now()));
    living.step();
  }
}
