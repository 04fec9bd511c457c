/** The stream `companies`: one report per company that is due. */
import { subjectStream, type ReadContext, type SubjectAnswer } from '../../../src/connector-kit';
import { fetchCompany } from './client';
import type { TemplateHttpConfig } from './config';
import { mapCompany } from './map';

export const companies = subjectStream<TemplateHttpConfig>({
  name: 'companies',
  records: ['company'],
  refreshAfterDays: 90,
  buys: [{ call: 'report', units: 1 }],
  fetch: readCompany,
  map: mapCompany,
});

/** A company the provider does not know is a fact, with a date: it is asked for again when it is due. */
async function readCompany(
  context: ReadContext<TemplateHttpConfig>,
  siren: string,
): Promise<SubjectAnswer> {
  const payload = await fetchCompany(context, siren);
  if (payload === null) return { items: [], outcome: 'UNKNOWN' };
  return { items: [{ sourceKey: siren, payload }], outcome: 'FOUND' };
}
