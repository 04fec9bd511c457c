import { epochDay, formatDecimal } from '../../kernel';
import type { SimulatedCompany } from '../../connector-kit';
import type { Day } from '../calendar';
import type { DemoCustomer } from '../customer';
import type { DemoWorld } from '../demo-world';
import type { Random } from '../random';
import type { DemoEvent, DemoEventKind } from './event';
import { OpenReceivables } from './open-receivables';

/** A customer with its company and the chance to draw what happens to it. */
export interface Actor {
  customer: DemoCustomer;
  company: SimulatedCompany;
}

/** What one kind of happening did, or null when nobody was there for it to happen to. */
export type Outcome = Pick<DemoEvent, 'siren' | 'customerCode' | 'description' | 'promise'> | null;

export interface Happening {
  kind: DemoEventKind;
  weight: number;
  affects: DemoEvent['affects'];
  /** What the weight is multiplied by, given how far the books are from where they began; absent, always 1. */
  lean?(strain: Strain): number;
  happen(stage: Stage, random: Random): Outcome;
}

/** What is open and what is late, each as a share of what it was when the world began: 1 where nothing has moved. */
export interface Strain {
  open: number;
  late: number;
}

const TRIES = 60;
/** So late, and an invoice is paid as one that is late. */
export const LATE_DAYS = 15;
/** So much of a share may move before the world leans against it. */
const PLAY = 0.1;
const LEAN_POWER = 8;
const LEAN_MOST = 12;

/** The state of a living world that happenings read and change. */
export class Stage {
  readonly receivables: OpenReceivables;
  /** Companies a court has ever decided about: none is hit twice. */
  readonly insolvent = new Set<string>();
  readonly struckOff = new Set<string>();
  readonly toldLarge = new Set<string>();
  /** Customers who broke a promise on that day: each is called once a while. */
  readonly promisedOn = new Map<string, Day>();
  /** Companies whose entry in the register changed while the world lived. */
  readonly changed = new Set<string>();
  /** Days on which direct debits came back while the world lived. */
  readonly returnedOn: Day[] = [];
  private readonly actors: readonly Actor[];
  private readonly begun: { openMinor: bigint; lateMinor: bigint };

  constructor(readonly world: DemoWorld) {
    this.receivables = new OpenReceivables(world.books(), this.today());
    this.begun = { openMinor: this.receivables.totalMinor(), lateMinor: this.lateMinor() };
    this.actors = world.customers().flatMap((customer) => {
      const company = customer.siren === null ? undefined : world.company(customer.siren);
      return company === undefined ? [] : [{ customer, company }];
    });
    for (const { customer, company } of this.actors) {
      const fate = customer.profile?.fate ?? 'NONE';
      if (fate === 'STRUCK_OFF') this.struckOff.add(company.siren);
      else if (fate !== 'NONE') this.insolvent.add(company.siren);
    }
  }

  today(): Day {
    return epochDay(this.world.today());
  }

  size(): number {
    return this.actors.length;
  }

  /** How many are in a court's hands now: proceedings that ended in a plan, or were closed, count no longer. */
  inProceedings(): number {
    return this.actors.filter(({ company }) => {
      const last = company.notices.findLast((notice) => notice.nature !== null)?.kind;
      return last !== undefined && last !== 'PLAN_ADOPTED' && last !== 'PROCEEDINGS_CLOSED';
    }).length;
  }

  /** Draws customers until one fits; null after some sixty that did not. */
  draw(random: Random, fits: (actor: Actor) => boolean): Actor | null {
    for (let attempt = 0; attempt < TRIES && this.actors.length > 0; attempt++) {
      const actor = random.pick(this.actors);
      if (fits(actor)) return actor;
    }
    return null;
  }

  /** Draws several that fit, and takes the one with the most of something; null when none fitted. */
  drawMost(random: Random, worth: (actor: Actor) => bigint, count: number): Actor | null {
    let most: { actor: Actor; amountMinor: bigint } | null = null;
    for (let drawn = 0; drawn < count; drawn++) {
      const actor = this.draw(random, (one) => worth(one) > 0n);
      if (actor === null) break;
      const amountMinor = worth(actor);
      if (most === null || amountMinor > most.amountMinor) most = { actor, amountMinor };
    }
    return most?.actor ?? null;
  }

  /** Whether an invoice of this amount leaves what is open, and late, near what it was when the world began. */
  hasRoomFor(amountMinor: bigint, { isLate = false } = {}): boolean {
    const { openMinor, lateMinor } = this.begun;
    if (isLate && !fits(this.lateMinor() + amountMinor, lateMinor)) return false;
    return fits(this.receivables.totalMinor() + amountMinor, openMinor);
  }

  strain(): Strain {
    return {
      open: shareOf(this.receivables.totalMinor(), this.begun.openMinor),
      late: shareOf(this.lateMinor(), this.begun.lateMinor),
    };
  }

  private lateMinor(): bigint {
    return this.receivables.dueBeforeMinor(this.today() - LATE_DAYS);
  }

  /** Still trading: neither in a court's hands nor struck off, and buying until now. */
  isTrading({ customer, company }: Actor): boolean {
    return (
      !this.insolvent.has(company.siren) &&
      !this.struckOff.has(company.siren) &&
      customer.activeTo >= epochDay(this.world.genesis)
    );
  }
}

/** A world of few customers may begin with hardly anything open: an invoice or two are always let in. */
const ROOM_MINOR = 10_000_000n;

function fits(amountMinor: bigint, begunMinor: bigint): boolean {
  const mostMinor = begunMinor + begunMinor / 8n;
  return amountMinor <= (mostMinor > ROOM_MINOR ? mostMinor : ROOM_MINOR);
}

function shareOf(nowMinor: bigint, begunMinor: bigint): number {
  return begunMinor <= 0n ? 1 : Math.max(0, Number(nowMinor) / Number(begunMinor));
}

/** More than 1 when there is too much of something, less when too little, 1 as long as it has hardly moved. */
export function leaningDown(share: number): number {
  if (Math.abs(share - 1) <= PLAY) return 1;
  return Math.min(LEAN_MOST, Math.max(1 / LEAN_MOST, share ** LEAN_POWER));
}

export function outcome({ customer, company }: Actor, description: string): Outcome {
  return { siren: company.siren, customerCode: customer.code, description };
}

/** "12 345.67 EUR" for logs. */
export function euros(amountMinor: bigint): string {
  return `${formatDecimal(amountMinor, 2).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')} EUR`;
}
