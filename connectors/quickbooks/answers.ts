/** Lists inside the answers of QuickBooks, taken out with care: a list that is not there means that nothing was found. */
import { array, contractError, decode, json, type Json } from '../../src/connector-kit';
import type { Entity } from './client';
import { changesAnswer, queryAnswer, queryResponse } from './payloads';

/** The objects of an answer to a query. Throws CONTRACT QUICKBOOKS_LIST_MISSING. */
export function objectsOf(answer: Json, entity: Entity | 'Account'): Json[] {
  const { QueryResponse: response } = decode(queryAnswer, answer);
  return listIn(response, entity, 'QueryResponse');
}

/** How many there are, of an answer to a count; null when it does not say. */
export function countOf(answer: Json): number | null {
  const { QueryResponse: response } = decode(queryAnswer, answer);
  return decode(queryResponse, response, 'QueryResponse').totalCount;
}

/** What has changed of one entity, deleted objects among it. */
export function changedOf(answer: Json, entity: Entity): Json[] {
  const { CDCResponse: all } = decode(changesAnswer, answer);
  return all.flatMap(({ QueryResponse: responses }, index) =>
    responses.flatMap((response, inner) =>
      listIn(response, entity, `CDCResponse[${index}].QueryResponse[${inner}]`),
    ),
  );
}

/** An answer that counts objects under another name than the one asked for has been changed, and is not empty. */
function listIn(response: Json, entity: string, path: string): Json[] {
  const { maxResults } = decode(queryResponse, response, path);
  const list = (response as { [key: string]: Json })[entity];
  if (list !== undefined) return decode(array(json), list, `${path}.${entity}`);
  const isOther = Object.values(response as object).some(Array.isArray);
  if ((maxResults ?? 0) === 0 && !isOther) return [];
  throw contractError('QUICKBOOKS_LIST_MISSING', `the answer holds no list of ${entity}`, {
    place: { path: `${path}.${entity}` },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, the API has changed.',
  });
}
