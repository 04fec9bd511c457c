/** The wire: three files of the same form, told apart by how far back they go. */
import { payloadInvalid, type HttpClient } from '../../src/connector-kit';

/** From the latest day alone to everything since 4 January 1999. */
export const RATE_FILES = ['DAILY', 'RECENT', 'HISTORY'] as const;
export type RateFile = (typeof RATE_FILES)[number];

export const RATE_PATHS: Readonly<Record<RateFile, string>> = {
  DAILY: '/eurofxref-daily.xml',
  RECENT: '/eurofxref-hist-90d.xml',
  HISTORY: '/eurofxref-hist.xml',
};

/** The document as received, decoded as UTF-8. */
export async function fetchRates(http: HttpClient, file: RateFile): Promise<string> {
  const { data } = await http.request({ path: RATE_PATHS[file], format: 'text' });
  if (typeof data !== 'string') throw payloadInvalid('', 'an XML document', data);
  return data;
}
