/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import { contractError, decode, type Json, type ScreeningHitRecord } from '../../src/connector-kit';
import { screeningPayload } from './payloads';

const ANSWERED = 200;
/** Persons are not screened, and none is kept for resembling a company. */
const PERSON = 'Person';

/**
 * Those on a list who resemble the company; none when nobody does. Throws CONTRACT PAYLOAD_INVALID with the path of the first
 * field that is not what it should be, and when the service could not answer for this company.
 */
export function mapScreening(payload: Json): ScreeningHitRecord[] {
  const { siren, answer } = decode(screeningPayload, payload);
  if (answer.status !== ANSWERED) {
    const message = `answer.status must be ${ANSWERED}, not ${answer.status}`;
    throw contractError('PAYLOAD_INVALID', message, { place: { path: 'answer.status' } });
  }
  const hits = answer.results.filter(({ schema }) => schema !== PERSON);
  return hits.map((hit) => ({
    type: 'screeningHit',
    sourceKey: `${siren}:${hit.id}`,
    siren,
    listEntityId: hit.id,
    caption: hit.caption,
    score: hit.score,
    isMatch: hit.match,
    topics: hit.properties.topics,
    datasets: hit.datasets,
    lastChangedOn: hit.last_change,
  }));
}
