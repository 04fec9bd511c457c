/**
 * Which companies have been read, and when. A checkpoint is `{ read: { "2026-05-04": ["552032534", …] } }`; days past
 * the refresh age are dropped, because their companies are due anyway.
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

const stored = object({ read: mapOf(array(text)) });

export class ReadingProgress {
  private readonly dayOf = new Map<string, LocalDate>();

  /** Throws CONTRACT PAYLOAD_INVALID when the checkpoint is not one of ours. */
  constructor(
    checkpoint: Checkpoint | null,
    private readonly today: LocalDate,
    refreshAfterDays: number,
  ) {
    if (checkpoint === null) return;
    const dueFrom = addDays(today, -refreshAfterDays);
    for (const [day, sirens] of decode(stored, checkpoint, 'checkpoint').read) {
      if (isoDate(day, 'checkpoint.read') <= dueFrom) continue;
      for (const siren of sirens) this.dayOf.set(siren, day);
    }
  }

  /** The subjects to read now, once each, in their order. */
  due(subjects: readonly string[]): string[] {
    return [...new Set(subjects)].filter((siren) => !this.dayOf.has(siren));
  }

  markRead(sirens: readonly string[]): void {
    for (const siren of sirens) this.dayOf.set(siren, this.today);
  }

  checkpoint(): Checkpoint {
    const read: Record<LocalDate, string[]> = {};
    for (const [siren, day] of this.dayOf) (read[day] ??= []).push(siren);
    return { read };
  }
}
