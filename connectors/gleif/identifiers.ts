/** The stream `identifiers`: the LEI of company after company, and the companies above those that have one. */
import {
  contractError,
  decode,
  subjectStream,
  type Json,
  type RawItem,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { fetchParent, fetchRecords } from './client';
import type { GleifConfig } from './config';
import { isFrenchRegister, mapRecord, sirenOf } from './map';
import { recordAnswer, type LeiRecord } from './payloads';

type Context = ReadContext<GleifConfig>;

/** An LEI is renewed once a year. */
export const identifiers = subjectStream<GleifConfig>({
  name: 'identifiers',
  records: ['identifier', 'groupLink'],
  refreshAfterDays: 90,
  fetch: readIdentifiers,
  map: mapRecord,
});

async function readIdentifiers(context: Context, siren: string): Promise<SubjectAnswer> {
  const found = await findRecords(context, siren);
  if (found.length === 0) return { items: [], outcome: 'UNKNOWN' };
  const items: RawItem[] = found.map(({ record, payload }) => ({
    sourceKey: record.attributes.lei,
    payload,
  }));
  const current = found.find(({ record }) => record.attributes.registration.status === 'ISSUED');
  const lei = (current ?? found[0])?.record.attributes.lei;
  if (context.config.withParents && lei !== undefined) {
    items.push(...(await readParents(context, siren, lei)));
  }
  return { items, outcome: 'FOUND' };
}

interface Found {
  record: LeiRecord;
  payload: Json;
}

/** The number is registered plain or in threes, "542 051 180"; nothing says which, so both are asked for. */
async function findRecords({ http }: Context, siren: string): Promise<Found[]> {
  const spaced = siren.replace(/(\d{3})(?=\d)/g, '$1 ');
  const byLei = new Map<string, Found>();
  for (const written of [siren, spaced]) {
    for (const [index, data] of (await fetchRecords(http, written)).entries()) {
      const payload = { data };
      const { data: record } = decode(recordAnswer, payload, `[${index}]`);
      if (!isFrenchRegister(record)) continue;
      verifySiren(siren, sirenOf(record), index);
      byLei.set(record.attributes.lei, { record, payload });
    }
  }
  return [...byLei.values()];
}

function verifySiren(asked: string, answered: string | null, index: number): void {
  if (answered === asked) return;
  const message = `asked for ${asked}, was sent ${answered ?? 'no SIREN'}`;
  throw contractError('ANSWER_FOR_ANOTHER_COMPANY', message, {
    place: { path: `data[${index}].attributes.entity.registeredAs` },
  });
}

const ROUTES = [
  ['direct-parent', 'DIRECT_PARENT'],
  ['ultimate-parent', 'ULTIMATE_PARENT'],
] as const;

async function readParents({ http }: Context, siren: string, lei: string): Promise<RawItem[]> {
  const items: RawItem[] = [];
  for (const [route, relation] of ROUTES) {
    const parent = await fetchParent(http, lei, route);
    if (parent === null) continue;
    decode(recordAnswer, parent, route);
    items.push({ sourceKey: `${lei}:${relation}`, payload: { siren, relation, parent } });
  }
  return items;
}
