/**
 * What a source does not have any more. Landing keeps the last payload inside a marker of ours, so that what the payload
 * told can be told to be gone: by the kit, for every connector alike.
 */
import { isEncoursError } from '../kernel';
import type { Stream } from './connector';
import type { Json } from './json';
import type { GoneRecord, UnifiedRecord } from './records';

/** No provider names a field like this. */
const MARK = 'encours:gone';
const WAS = 'was';

/** The marker that takes a payload's place; of a marker, itself. */
export function tombstoneOf(payload: Json): Json {
  return isTombstone(payload) ? payload : { [MARK]: true, [WAS]: payload };
}

/** Whether a landed payload says that its key is gone. */
export function isTombstone(payload: Json): payload is { [key: string]: Json } {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false;
  return payload[MARK] === true && Object.hasOwn(payload, WAS);
}

/** The payload a marker took the place of. */
export function payloadBefore(tombstone: { [key: string]: Json }): Json {
  return tombstone[WAS] ?? null;
}

/**
 * Records of a landed payload: what the stream maps it to, and of a marker a `gone` record for each party and document the
 * payload told. Pure; throws what `map` throws. A payload that could not be read told nothing.
 */
export function mapLanded(stream: Pick<Stream<never>, 'map'>, payload: Json): UnifiedRecord[] {
  if (!isTombstone(payload)) return stream.map(payload);
  const gone = new Map<string, GoneRecord>();
  for (const record of toldBefore(stream, payloadBefore(payload))) {
    const { type } = record;
    if (type !== 'party' && type !== 'accountingDocument') continue;
    gone.set(`${type} ${record.sourceKey}`, {
      type: 'gone',
      sourceKey: record.sourceKey,
      what: type,
    });
  }
  return [...gone.values()];
}

function toldBefore(stream: Pick<Stream<never>, 'map'>, payload: Json): UnifiedRecord[] {
  try {
    return stream.map(payload);
  } catch (error) {
    if (isEncoursError(error, 'CONTRACT')) return [];
    throw error;
  }
}
