/** The streams `companies` and `accounts`: company after company, those that are due. */
import { decode, subjectStream, type SubjectAnswer } from '../../src/connector-kit';
import { fetchCompany, fetchFilings, verifySiren, type Context } from './client';
import type { InpiRneConfig } from './config';
import { latestFilings } from './filings';
import { mapCompany } from './map';
import { companyHead } from './payloads';
import { mapFiling } from './statements';

/** Read again after a month, and sooner when the register reports a change. */
export const companies = subjectStream<InpiRneConfig>({
  name: 'companies',
  records: ['company', 'officer', 'owner', 'establishment'],
  refreshAfterDays: 30,
  fetch: readCompany,
  map: mapCompany,
});

export const accounts = subjectStream<InpiRneConfig>({
  name: 'accounts',
  records: ['financialStatement'],
  refreshAfterDays: 30,
  isWanted: (config) => config.withAccounts,
  fetch: readAccounts,
  map: mapFiling,
});

async function readCompany(context: Context, siren: string): Promise<SubjectAnswer> {
  const payload = await fetchCompany(context, siren);
  if (payload === null) return { items: [], outcome: 'UNKNOWN' };
  verifySiren(siren, decode(companyHead, payload).siren);
  return { items: [{ sourceKey: siren, payload }], outcome: 'FOUND' };
}

/** A company that is registered and has filed nothing is FOUND without items: that is a fact too. */
async function readAccounts(context: Context, siren: string): Promise<SubjectAnswer> {
  const filings = await fetchFilings(context, siren);
  if (filings === null) return { items: [], outcome: 'UNKNOWN' };
  return { ...latestFilings(siren, filings), outcome: 'FOUND' };
}
