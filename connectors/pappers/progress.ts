/**
 * Which companies have been bought, and until when they are fresh. A checkpoint is
 * `{ freshUntil: { "2026-06-03": ["552032534", …] } }`; past days are dropped, because their companies are due anyway.
 */
import {
  addDays,
  array,
  decode,
  isoDate,
  mapOf,
  object,
  text,
  type Checkpoint,
  type LocalDate,
} from '../../src/connector-kit';

const stored = object({ freshUntil: mapOf(array(text)) });

export class Freshness {
  private readonly dayOf = new Map<string, LocalDate>();

  /** Throws CONTRACT PAYLOAD_INVALID when the checkpoint is not one of ours. */
  constructor(
    checkpoint: Checkpoint | null,
    private readonly today: LocalDate,
    private readonly refreshAfterDays: number,
  ) {
    if (checkpoint === null) return;
    for (const [day, sirens] of decode(stored, checkpoint, 'checkpoint').freshUntil) {
      if (isoDate(day, 'checkpoint.freshUntil') <= today) continue;
      for (const siren of sirens) this.dayOf.set(siren, day);
    }
  }

  /** The subjects to buy now, once each, in their order. */
  due(subjects: readonly string[]): string[] {
    return [...new Set(subjects)].filter((siren) => !this.dayOf.has(siren));
  }

  /** An incomplete answer is asked for again the next day. */
  markBought(siren: string, isComplete: boolean): void {
    const days = isComplete ? this.refreshAfterDays : Math.min(1, this.refreshAfterDays);
    this.dayOf.set(siren, addDays(this.today, days));
  }

  checkpoint(): Checkpoint {
    const freshUntil: Record<LocalDate, string[]> = {};
    for (const [siren, day] of this.dayOf) (freshUntil[day] ??= []).push(siren);
    return { freshUntil };
  }
}
