/** When each company was read, by which stream and with what outcome. */
import type { ReadSubject, RecordType } from '../connector-kit';
import type { Transaction } from '../database';

export interface Reading {
  readAt: Date | null;
  outcome: ReadSubject['outcome'] | null;
  /** When the provider last reported a change of the company. */
  noticedAt: Date | null;
}

export interface StreamPlace {
  connectionId: string;
  stream: string;
}

/** Lets one page of a company be landed at a time: two that were read at once are written one after the other. */
export async function lockSubjects(
  tx: Transaction,
  place: StreamPlace,
  sirens: readonly string[],
): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('subject:' || $1 || ':' || $2 || ':' || siren, 0))
     FROM (SELECT siren FROM unnest($3::text[]) AS s (siren) ORDER BY siren) ordered`,
    [place.connectionId, place.stream, [...sirens].sort()],
  );
}

/**
 * Notes that these companies were read. An older reading that comes late does not replace a newer one. A change reported
 * since the run began may be missing in what it read: the report is kept newer than the reading, so that it is not lost.
 */
export async function recordReadings(
  tx: Transaction,
  place: StreamPlace & { at: Date; begunAt: Date },
  read: readonly (ReadSubject & { told: readonly RecordType[] })[],
): Promise<void> {
  const newest = new Map(read.map((subject) => [subject.siren, subject]));
  const subjects = [...newest.values()].sort((a, b) => (a.siren < b.siren ? -1 : 1));
  await tx.execute(
    `INSERT INTO subject_reading AS r (tenant_id, connection_id, stream, siren, read_at, outcome, told)
     SELECT $1, $2, $3, s.siren, $4, s.outcome, coalesce(string_to_array(nullif(s.told, ''), ','), '{}')
     FROM (SELECT siren, outcome, coalesce(told, '') AS told FROM unnest($5::text[], $6::text[], $7::text[])
       AS u (siren, outcome, told)) s
     ON CONFLICT (tenant_id, connection_id, stream, siren) DO UPDATE
       SET read_at = EXCLUDED.read_at, outcome = EXCLUDED.outcome, told = EXCLUDED.told,
         noticed_at = CASE WHEN r.noticed_at > $8
           THEN greatest(r.noticed_at, EXCLUDED.read_at + interval '1 millisecond') ELSE r.noticed_at END
       WHERE r.read_at IS NULL OR r.read_at <= EXCLUDED.read_at`,
    [
      tx.tenantId,
      place.connectionId,
      place.stream,
      place.at,
      subjects.map(({ siren }) => siren),
      subjects.map(({ outcome }) => outcome),
      subjects.map(({ told }) => [...new Set(told)].sort().join(',')),
      place.begunAt,
    ],
  );
}

/** The provider has reported that these companies changed: the streams of the connection are to read them again. */
export async function noticeSubjects(
  tx: Transaction,
  notice: { connectionId: string; streams: readonly string[]; sirens: readonly string[]; at: Date },
): Promise<void> {
  await tx.execute(
    `INSERT INTO subject_reading AS r (tenant_id, connection_id, stream, siren, noticed_at)
     SELECT DISTINCT $1::uuid, $2::uuid, stream, siren, $5::timestamptz
     FROM unnest($3::text[]) AS a (stream) CROSS JOIN unnest($4::text[]) AS b (siren) ORDER BY 3, 4
     ON CONFLICT (tenant_id, connection_id, stream, siren) DO UPDATE
       SET noticed_at = greatest(r.noticed_at, EXCLUDED.noticed_at)`,
    [tx.tenantId, notice.connectionId, [...notice.streams], [...notice.sirens], notice.at],
  );
}

/** What is known of when these companies were read; those never read nor reported are not in it. */
export async function readingsOf(
  tx: Transaction,
  place: StreamPlace,
  sirens: readonly string[],
): Promise<Map<string, Reading>> {
  const rows = await tx.query<Reading & { siren: string }>(
    `SELECT siren, read_at AS "readAt", outcome, noticed_at AS "noticedAt" FROM subject_reading
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND siren = ANY ($4)`,
    [tx.tenantId, place.connectionId, place.stream, [...sirens]],
  );
  return new Map(rows.map(({ siren, ...reading }) => [siren, reading]));
}
