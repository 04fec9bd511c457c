/** The stream `statements`: the rows of company after company, those that are due. */
import {
  contractError,
  decode,
  isEncoursError,
  subjectStream,
  type Json,
  type MalformedItem,
  type RawItem,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { fetchRows } from './client';
import type { RatiosInpiBceConfig } from './config';
import { mapStatement } from './map';
import { rowHead } from './payloads';

export const statements = subjectStream<RatiosInpiBceConfig>({
  name: 'statements',
  records: ['financialStatement'],
  refreshAfterDays: 30,
  fetch: readStatements,
  map: mapStatement,
});

/** A company without a row is unknown here: most companies publish nothing. */
async function readStatements(
  { http }: ReadContext<RatiosInpiBceConfig>,
  siren: string,
): Promise<SubjectAnswer> {
  const rows = await fetchRows(http, siren);
  if (rows.length === 0) return { items: [], outcome: 'UNKNOWN' };
  const items = new Map<string, RawItem>();
  const malformed: MalformedItem[] = [];
  for (const { payload, path } of fullestFirst(rows)) {
    try {
      const item = itemOf(siren, payload, path);
      if (!items.has(item.sourceKey)) items.set(item.sourceKey, item);
      else malformed.push(duplicate(payload, path));
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message: reason, place } = error;
      malformed.push({ code, reason, path: place.path ?? path, payload });
    }
  }
  return { items: [...items.values()], outcome: 'FOUND', malformed };
}

/**
 * Now and then a closing is there twice. The row that says most is taken, whatever the order of the answer, and the
 * other is quarantined rather than lost.
 */
function fullestFirst(rows: readonly Json[]): { payload: Json; path: string }[] {
  return rows
    .map((payload, index) => ({
      payload,
      path: `results[${index}]`,
      filled: Object.values(payload ?? {}).filter((value) => value !== null).length,
      text: JSON.stringify(payload),
    }))
    .sort((a, b) => b.filled - a.filled || (a.text < b.text ? -1 : 1));
}

function itemOf(siren: string, payload: Json, path: string): RawItem {
  const head = decode(rowHead, payload, path);
  if (head.siren !== siren) {
    const message = `asked for ${siren}, was sent ${head.siren}`;
    throw contractError('ANSWER_FOR_ANOTHER_COMPANY', message, {
      place: { path: `${path}.siren` },
    });
  }
  const sourceKey = `${siren}:${head.date_cloture_exercice}:${head.type_bilan ?? 'unknown'}`;
  return { sourceKey, payload };
}

function duplicate(payload: Json, path: string): MalformedItem {
  const reason = 'another row says more about the same closing and kind of accounts';
  return { code: 'RATIO_ROW_DUPLICATED', reason, path, payload };
}
