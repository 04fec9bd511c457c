import { localDateAt, type LocalDate } from './local-date';

/** The only source of "now": injected, so that tests and replays decide what time it is. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until told otherwise. */
export class FixedClock implements Clock {
  constructor(private instant: Date) {}
  now(): Date {
    return new Date(this.instant);
  }
  set(instant: Date): void {
    this.instant = instant;
  }
  advanceMs(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}

/** Today in the seller's time zone. */
export function today(clock: Clock, timeZone = 'Europe/Paris'): LocalDate {
  return localDateAt(clock.now(), timeZone);
}
