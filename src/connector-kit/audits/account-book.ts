/** What a connector books while it is audited, kept apart from the simulator's bill so that both can be compared. */
import type { BegunPurchase, Purchase, Purchases } from '../purchases';

export interface Booking {
  call: string;
  subject: string | null;
  /** Units it may cost at most. */
  unitsMax: number;
  /** Units owed: as settled, none when released, the most when no answer came; null while the call is out. */
  units: number | null;
}

/** Lets everything be bought and writes down what was; no answer is kept. */
export class AccountBook implements Purchases {
  readonly bookings: Booking[] = [];

  begin({ call, subject, units = 1 }: Purchase): Promise<BegunPurchase> {
    const booking: Booking = { call, subject, unitsMax: units, units: null };
    this.bookings.push(booking);
    const settle = (owed: number): Promise<void> => {
      booking.units = owed;
      return Promise.resolve();
    };
    return Promise.resolve({
      kind: 'booked',
      booked: {
        answered: (_answer, charge) => settle(charge.isCharged ? charge.units : 0),
        released: () => settle(0),
        unanswered: () => settle(units),
      },
    });
  }

  /** Those that cost something. */
  owed(): Booking[] {
    return this.bookings.filter(({ units }) => units !== 0);
  }
}
