/** The stream `buyers`: the number each customer has at Allianz Trade. */
import { subjectStream, type ReadContext, type SubjectAnswer } from '../../src/connector-kit';
import { findBuyers } from './client';
import type { AllianzTradeConfig } from './config';
import { mapBuyer } from './map';

export const buyers = subjectStream<AllianzTradeConfig>({
  name: 'buyers',
  records: ['identifier'],
  refreshAfterDays: 365,
  fetch: readBuyer,
  map: mapBuyer,
});

/** A company the insurer does not know is a fact, with a date: it is searched again when it is due. */
async function readBuyer(
  context: ReadContext<AllianzTradeConfig>,
  siren: string,
): Promise<SubjectAnswer> {
  const results = await findBuyers(context, siren);
  if (results.length === 0) return { items: [], outcome: 'UNKNOWN' };
  return { items: [{ sourceKey: siren, payload: { siren, results } }], outcome: 'FOUND' };
}
