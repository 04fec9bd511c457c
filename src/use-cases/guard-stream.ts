/**
 * What stands between a connector's stream and the landing: it keeps credentials that a provider echoes out of what is
 * stored, and notices when a provider has changed the type of a field.
 */
import {
  contractError,
  errorMessage,
  isEncoursError,
  mapLanded,
  storingRedactor,
  type Json,
  type MalformedItem,
  type Page,
  type RawItem,
  type Stream,
  type UnifiedRecord,
} from '../connector-kit';
import type { EncoursError } from '../kernel';

export interface GuardedStream {
  stream: Stream<object>;
  /** The drift found in what was read and mapped so far; null when there is none. */
  drift(): EncoursError | null;
}

/** So many records with the same fault may be the provider's own odd ones. */
const DRIFT_RECORDS_MIN = 4;
const DRIFT_SHARE = 0.2;
/** Paths that are counted; a payload cannot have more faults than this tell of. */
const PATHS_MAX = 200;

/** Wraps a stream for one run. `secrets` gives the credentials and tokens in use. */
export function guardStream(
  stream: Stream<object>,
  of: { connectorName: string; secrets: () => readonly string[] },
): GuardedStream {
  const tally = new DriftTally();
  const guarded: Stream<object> = {
    ...stream,
    async *read(context, checkpoint) {
      for await (const page of stream.read(context, checkpoint)) {
        const clean = withoutSecrets(page, of.secrets());
        for (const item of clean.malformed ?? []) tally.failed(item);
        yield clean;
      }
    },
    map(payload): UnifiedRecord[] {
      try {
        const records = mapLanded(stream, payload);
        tally.passed();
        return records;
      } catch (error) {
        tally.failed(faultOf(error));
        throw error;
      }
    },
  };
  return { stream: guarded, drift: () => tally.drift(of.connectorName, stream.name) };
}

function faultOf(error: unknown): Pick<MalformedItem, 'code' | 'reason' | 'path'> {
  if (!isEncoursError(error)) return { code: 'INTERNAL', reason: errorMessage(error), path: '$' };
  return { code: error.code, reason: error.message, path: error.place.path ?? '$' };
}

/** Counts, path by path, the records in which a field was not what it is documented to be. */
class DriftTally {
  private records = 0;
  private readonly faults = new Map<string, { count: number; reason: string }>();

  passed(): void {
    this.records += 1;
  }

  failed({ code, reason, path }: Pick<MalformedItem, 'code' | 'reason' | 'path'>): void {
    this.records += 1;
    if (code !== 'PAYLOAD_INVALID') return;
    const place = placeOf(path);
    const known = this.faults.get(place);
    if (known !== undefined) known.count += 1;
    else if (this.faults.size < PATHS_MAX) this.faults.set(place, { count: 1, reason });
  }

  drift(connectorName: string, stream: string): EncoursError | null {
    const worst = [...this.faults].reduce<[string, { count: number; reason: string }] | null>(
      (most, fault) => (most === null || fault[1].count > most[1].count ? fault : most),
      null,
    );
    if (worst === null) return null;
    const [path, { count, reason }] = worst;
    if (count < DRIFT_RECORDS_MIN || count <= this.records * DRIFT_SHARE) return null;
    return contractError(
      'SCHEMA_DRIFT',
      `${connectorName} has changed ${path} of ${stream}: ${reason}; so it is in ${count} of ${this.records} records`,
      {
        place: { path },
        remedy:
          'update the connector: what came is kept and is mapped again by its next version; the rest has arrived',
      },
    );
  }
}

/** "results[3].siege" and "results[8].siege" are one place, and so are accounts["2023"] and accounts["2024"]. */
function placeOf(path: string): string {
  return path.replace(/\[\d+\]/g, '[]').replace(/\["[^"]*"\]/g, '[*]');
}

function withoutSecrets(page: Page, secrets: readonly string[]): Page {
  const redact = storingRedactor(secrets);
  if (redact === null) return page;
  const items = page.items.map((item): RawItem => {
    const sourceKey = redact(item.sourceKey);
    return { sourceKey, payload: cleaned(item.payload, redact) };
  });
  const { malformed } = page;
  if (malformed === undefined) return { ...page, items };
  const clean = malformed.map((item): MalformedItem => ({
    code: item.code,
    reason: redact(item.reason),
    path: redact(item.path),
    payload: cleaned(item.payload, redact),
  }));
  return { ...page, items, malformed: clean };
}

function cleaned(payload: Json, redact: (text: string) => string): Json {
  const text = JSON.stringify(payload);
  return redact(text) === text ? payload : withoutIn(payload, redact);
}

/** Value by value: a credential of digits may stand in a number, and JSON with a piece cut out of it is none. */
function withoutIn(value: Json, redact: (text: string) => string): Json {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => withoutIn(item, redact));
  if (typeof value === 'object' && value !== null) {
    const clean = Object.entries(value).map(([key, item]) => [
      redact(key),
      withoutIn(item, redact),
    ]);
    return Object.fromEntries(clean) as Json;
  }
  const text = String(value);
  const clean = redact(text);
  return clean === text ? value : clean;
}
