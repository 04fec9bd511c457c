/** The stream `reports`: a company is looked for first, because a search costs nothing and an order does. */
import {
  contractError,
  decode,
  type Json,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { orderReport, searchBySiren } from './client';
import type { EllisphereConfig } from './config';
import { textWith, type Element } from './elements';
import { delivered, hits, subjectOfReport } from './payloads';

type Context = ReadContext<EllisphereConfig>;

/** UNKNOWN when the search finds nobody; else one report is bought. */
export async function readReport(context: Context, siren: string): Promise<SubjectAnswer> {
  const isKnown = context.identifierOf(siren, 'ELLISPHERE') !== null;
  if (!isKnown && !(await isFound(context, siren))) return { items: [], outcome: 'UNKNOWN' };
  const response = await orderReport(context, siren);
  const bought = decode(delivered, response, 'response').intlReport;
  verifySubject(bought, siren);
  return { items: [{ sourceKey: siren, payload: { siren, report: bought } }], outcome: 'FOUND' };
}

async function isFound(context: Context, siren: string): Promise<boolean> {
  const response = await searchBySiren(context, siren);
  // An element without content is read as an empty text.
  if (response === null || response === '') return false;
  const { establishment } = decode(hits, response, 'response');
  const isMine = establishment.some(({ id }) => sirenAmong(id) === siren);
  if (isMine || establishment.length === 0) return isMine;
  throw contractError('PAYLOAD_INVALID', `the search for ${siren} found only others`, {
    place: { path: 'response.establishment' },
  });
}

function sirenAmong(ids: readonly Element[]): string | undefined {
  const stated = textWith(ids, 'idName', 'SIREN') ?? textWith(ids, 'type', 'register');
  return stated?.replace(/\s/g, '');
}

/** A report about another company is not this company's, whatever was asked. */
function verifySubject(bought: Json, siren: string): void {
  const { id } = decode(subjectOfReport, bought, 'intlReport').companyIdentity;
  const stated = textWith(id, 'type', 'register')?.replace(/\s/g, '');
  if (stated === siren) return;
  throw contractError(
    'PAYLOAD_INVALID',
    `the report is about ${stated ?? 'nobody'}, not ${siren}`,
    {
      place: { path: 'intlReport.companyIdentity.id' },
    },
  );
}
