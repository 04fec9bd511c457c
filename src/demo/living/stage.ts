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
export type Outcome = Pick<DemoEvent, 'siren' | 'customerCode' | 'description'> | null;

export interface Happening {
  kind: DemoEventKind;
  weight: number;
  affects: DemoEvent['affects'];
  happen(stage: Stage, random: Random): Outcome;
}

const TRIES = 60;

/** The state of a living world that happenings read and change. */
export class Stage {
  readonly receivables: OpenReceivables;
  /** Companies a court has ever decided about: none is hit twice. */
  readonly insolvent = new Set<string>();
  readonly struckOff = new Set<string>();
  readonly toldLarge = new Set<string>();
  private readonly actors: readonly Actor[];

  constructor(readonly world: DemoWorld) {
    this.receivables = new OpenReceivables(world.books(), this.today());
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

  /** Draws customers until one fits; null after some sixty that did not. */
  draw(random: Random, fits: (actor: Actor) => boolean): Actor | null {
    for (let attempt = 0; attempt < TRIES && this.actors.length > 0; attempt++) {
      const actor = random.pick(this.actors);
      if (fits(actor)) return actor;
    }
    return null;
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

export function outcome({ customer, company }: Actor, description: string): Outcome {
  return { siren: company.siren, customerCode: customer.code, description };
}

/** "12 345.67 EUR" for logs. */
export function euros(amountMinor: bigint): string {
  return `${formatDecimal(amountMinor, 2).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')} EUR`;
}
