/**
 * How far the rates have been read. A checkpoint is `{ through: "2026-06-29", reviewedOn: "2026-06-26" }`: every day of
 * publication up to `through` is landed, and the last 90 days were looked through for corrections on `reviewedOn`.
 */
import {
  decode,
  isoDate,
  nullable,
  object,
  type Checkpoint,
  type LocalDate,
} from '../../src/connector-kit';

export interface Progress {
  through: LocalDate | null;
  reviewedOn: LocalDate | null;
}

const stored = object({ through: nullable(isoDate), reviewedOn: nullable(isoDate) });

/** Throws CONTRACT PAYLOAD_INVALID when the checkpoint is not one of ours. */
export function progressOf(checkpoint: Checkpoint | null): Progress {
  if (checkpoint === null) return { through: null, reviewedOn: null };
  return decode(stored, checkpoint, 'checkpoint');
}

export function checkpointOf({ through, reviewedOn }: Progress): Checkpoint {
  return { through, reviewedOn };
}
