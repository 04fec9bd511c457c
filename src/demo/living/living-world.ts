import { configError, defined, isLocalDate, type LocalDate } from '../../kernel';
import { generateWorld, type DemoWorld, type WorldOptions } from '../demo-world';
import { Random } from '../random';
import { exportYear } from '../write-demo-files';
import type { FecTotals } from '../books/fec';
import {
  directDebitReturned,
  invoiceIssued,
  invoicePostedLate,
  keyAccountBilled,
  largeInvoiceIssued,
  latePaymentReceived,
  paymentReceived,
} from './books-happenings';
import type { DemoEvent } from './event';
import { promiseBroken } from './call-happenings';
import { activityChanged, legalFormChanged, officerReplaced, seatMoved } from './register-changes';
import {
  accountsFiled,
  companyStruckOff,
  insolvencyConverted,
  insolvencyOpened,
  proceedingsEnded,
} from './registry-happenings';
import { Stage, type Happening } from './stage';

/** Happenings a credit manager should be warned about; six steps in ten are of these. */
const RISKY: readonly Happening[] = [
  insolvencyOpened,
  insolvencyConverted,
  companyStruckOff,
  directDebitReturned,
  largeInvoiceIssued,
  invoicePostedLate,
  promiseBroken,
  seatMoved,
  legalFormChanged,
  activityChanged,
  officerReplaced,
];
const QUIET: readonly Happening[] = [
  accountsFiled,
  proceedingsEnded,
  invoiceIssued,
  paymentReceived,
  latePaymentReceived,
];
const RISKY_SHARE = 0.62;
/**
 * So that somebody who looks for a few minutes meets everything once, every other step at the start is one of these: what is
 * late and what is promised come before what a court decides.
 */
const OPENING_ACTS: readonly Happening[] = [
  invoicePostedLate,
  keyAccountBilled,
  directDebitReturned,
  seatMoved,
  promiseBroken,
  legalFormChanged,
  latePaymentReceived,
  activityChanged,
  largeInvoiceIssued,
  officerReplaced,
  insolvencyOpened,
  directDebitReturned,
  insolvencyConverted,
  proceedingsEnded,
  companyStruckOff,
];

/** How a world has lived: enough to live it again, step by step. */
interface Life {
  world: Required<WorldOptions>;
  /** Steps taken on each day, in order. */
  days: { on: LocalDate; steps: number }[];
}

/**
 * A demo world that goes on: each step makes one thing happen today, drawn from the seed and the step's number, and
 * changes the companies and the books the simulators and exports read. Nothing of the state is stored: a life is
 * replayed from its world's options and the number of steps on each day, and gives the same world to the byte.
 */
export class LivingWorld {
  private readonly stage: Stage;
  private readonly days: Life['days'] = [];
  private taken = 0;

  /** Brings a freshly generated world to life and replays the steps already taken on its first day. */
  constructor(
    readonly world: DemoWorld,
    options: { stepsTaken?: number } = {},
  ) {
    world.comeAlive();
    this.stage = new Stage(world);
    while (this.taken < (options.stepsTaken ?? 0)) this.step();
  }

  /**
   * Regenerates a world from `serialise()` and replays its life; past events keep their days. With `today`, the world
   * then moves on to it (never back). Throws INVALID_WORLD_STATE.
   */
  static restore(text: string, options: { today?: LocalDate } = {}): LivingWorld {
    const life = parseLife(text);
    const living = new LivingWorld(generateWorld(life.world));
    for (const { on, steps } of life.days) {
      living.moveTo(on);
      for (let step = 0; step < steps; step++) living.step();
    }
    if (options.today !== undefined) living.moveTo(options.today);
    return living;
  }

  stepsTaken(): number {
    return this.taken;
  }

  /** Lets the calendar move on to a later day; an earlier one changes nothing. */
  moveTo(today: LocalDate): void {
    if (today > this.world.today()) this.world.moveTo(today);
  }

  /** Makes the next thing happen, today. */
  step(): DemoEvent {
    const step = ++this.taken;
    const random = new Random(this.world.seed, 'step', step);
    const at = this.world.today();
    const day = this.days.at(-1);
    if (day?.on === at) day.steps++;
    else this.days.push({ on: at, steps: 1 });
    const act = step % 2 === 1 ? undefined : OPENING_ACTS[step / 2 - 1];
    const wished = random.chance(RISKY_SHARE) ? [RISKY, QUIET] : [QUIET, RISKY];
    const lists = act === undefined ? wished : [[act], ...wished];
    for (const list of lists) {
      const event = this.oneOf(list, random);
      if (event !== null) return { step, at, ...event };
    }
    throw configError('WORLD_EXHAUSTED', 'no customer of this demo world is trading any more', {
      remedy: 'generate the demo world with more customers',
    });
  }

  /** Writes the current fiscal year's FEC with all changes, atomically. */
  exportCurrentYear(path: string): Promise<FecTotals> {
    return exportYear(this.world, Number(this.world.today().slice(0, 4)), path);
  }

  /** The life so far as JSON; `restore` lives it again. */
  serialise(): string {
    const life: Life = { world: this.world.options, days: this.days };
    return JSON.stringify(life);
  }

  private oneOf(list: readonly Happening[], random: Random): Omit<DemoEvent, 'step' | 'at'> | null {
    const left = [...list];
    const strain = this.stage.strain();
    const weightOf = (one: Happening): number => one.weight * (one.lean?.(strain) ?? 1);
    while (left.length > 0) {
      const chosen = random.weighted(left.map((one) => [one, weightOf(one)] as const));
      const outcome = chosen.happen(this.stage, random);
      if (outcome !== null) return { kind: chosen.kind, affects: chosen.affects, ...outcome };
      left.splice(left.indexOf(chosen), 1);
    }
    return null;
  }
}

function parseLife(text: string): Life {
  const invalid = (reason: string): Error =>
    configError('INVALID_WORLD_STATE', `the saved demo world cannot be read: ${reason}`, {
      remedy: 'delete the saved state; the demo then starts anew',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause));
  }
  if (!isLife(value)) throw invalid('fields are missing or of the wrong type');
  const { world, days } = value;
  const first = defined(days[0] ?? { on: world.today, steps: 0 }, 'day');
  if (first.on < world.today) throw invalid('it begins before its own world');
  return { world, days };
}

function isLife(value: unknown): value is Life {
  if (!isRecord(value) || !isRecord(value['world']) || !Array.isArray(value['days'])) return false;
  const { seed, today, customers, invoices } = value['world'];
  const days: unknown[] = value['days'];
  return (
    [seed, customers, invoices].every((count) => Number.isSafeInteger(count)) &&
    typeof today === 'string' &&
    isLocalDate(today) &&
    days.every((day) => isRecord(day) && isDate(day['on']) && Number.isSafeInteger(day['steps']))
  );
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && isLocalDate(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
