/** Lists of Axonaut: bare arrays, and an error where there is no page any more. */
import {
  contractError,
  decode,
  json,
  object,
  optional,
  payloadInvalid,
  type Json,
} from '../../src/connector-kit';

export interface AnsweredPage {
  elements: Json[];
  /** There is nothing on this page nor after it. */
  isEnd: boolean;
}

/** A number, or one written as a text. */
const endPayload = object({ error: object({ pages: optional(json) }) });

/**
 * The elements of a page. An error that names the number of pages is the end of the list. Throws CONTRACT
 * AXONAUT_ANSWERED_ERROR for another one, and PAYLOAD_INVALID for what is no list.
 */
export function pageOfAnswer(
  data: Json,
  { list, status }: { list: string; status: number },
): AnsweredPage {
  if (Array.isArray(data)) return { elements: data, isEnd: data.length === 0 };
  const isError = typeof data === 'object' && data !== null && 'error' in data;
  if (!isError) throw payloadInvalid('', 'an array or an error', data);
  const { pages } = decode(endPayload, data).error;
  const isCount = typeof pages === 'number' || typeof pages === 'string';
  if (isCount && /^\d+$/.test(String(pages))) return { elements: [], isEnd: true };
  throw contractError('AXONAUT_ANSWERED_ERROR', `${list}: an error that is no end (${status})`, {
    place: { field: list, path: 'error.pages' },
    remedy: 'Nothing to do: the next run asks again. Should it stay so, report it to Axonaut.',
  });
}
