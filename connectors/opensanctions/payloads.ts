/** What a match answers, decoded: every field we use. All properties of an entity are lists of strings. */
import {
  array,
  boolean,
  integer,
  isoDay,
  mapOf,
  mapped,
  number,
  object,
  optional,
  optionalArray,
  json,
  siren,
  text,
  type Decoded,
} from '../../src/connector-kit';

/** The answers of a batch, each under the name its query was given. */
export const matchAnswer = object({ responses: mapOf(json) });

/** Resemblance from 0 to 1, to six decimals: JSON has already made it a float. */
const score = mapped(number, (value) => {
  if (value < 0 || value > 1) throw new Error('from 0 to 1');
  return value.toFixed(6).replace(/\.?0+$/, '');
});

const entity = object({
  id: text,
  caption: text,
  schema: text,
  properties: object({ topics: optionalArray(text) }),
  datasets: array(text),
  last_change: optional(isoDay),
  score,
  match: boolean,
});
export type Entity = Decoded<typeof entity>;

/** The answer about one company, with the SIREN it was asked about. */
export const screeningPayload = object({
  siren,
  answer: object({ status: integer, results: array(entity) }),
});
