/** The streams `companies` and `establishments`: company after company, those that are due. */
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
import { fetchEstablishment, fetchEstablishments, fetchLegalUnit, verifySiren } from './client';
import type { InseeSireneConfig } from './config';
import { mapCompany, mapEstablishment } from './map';
import { establishmentHead, unitHead } from './payloads';

type Context = ReadContext<InseeSireneConfig>;

/** Changes at INSEE are rarer than at the commercial register, and thirty requests a minute are few. */
export const companies = subjectStream<InseeSireneConfig>({
  name: 'companies',
  records: ['company'],
  refreshAfterDays: 30,
  fetch: readCompany,
  map: mapCompany,
});

export const establishments = subjectStream<InseeSireneConfig>({
  name: 'establishments',
  records: ['establishment'],
  refreshAfterDays: 90,
  isWanted: (config) => config.withEstablishments,
  fetch: readEstablishments,
  map: mapEstablishment,
});

/** The legal unit has no address: its head office is asked for, whose number the current period names. */
async function readCompany(context: Context, siren: string): Promise<SubjectAnswer> {
  const answer = await fetchLegalUnit(context, siren);
  if (answer.kind === 'unknown') return { items: [], outcome: 'UNKNOWN' };
  if (answer.kind === 'withheld') {
    return found([{ sourceKey: siren, payload: { siren, refused: answer.message } }]);
  }
  const head = decode(unitHead, answer.unit, 'uniteLegale');
  verifySiren(siren, head.siren, 'uniteLegale.siren');
  const place = head.periodesUniteLegale[0]?.nicSiegeUniteLegale ?? null;
  const siege = place === null ? null : await fetchHeadOffice(context, siren, place);
  return found([{ sourceKey: siren, payload: { uniteLegale: answer.unit, siege } }]);
}

async function fetchHeadOffice(
  context: Context,
  siren: string,
  place: string,
): Promise<Json | null> {
  if (!/^\d{5}$/.test(place)) return null;
  const office = await fetchEstablishment(context, `${siren}${place}`);
  if (office === null) return null;
  verifySiren(
    siren,
    decode(establishmentHead, office, 'etablissement').siren,
    'etablissement.siren',
  );
  return office;
}

/** One item for each establishment, as far as the configured number. */
async function readEstablishments(context: Context, siren: string): Promise<SubjectAnswer> {
  const items = new Map<string, RawItem>();
  const malformed: MalformedItem[] = [];
  const { establishmentsMax } = context.config;
  let cursor = '*';
  for (let seen = 0; ;) {
    const page = await fetchEstablishments(context, siren, cursor);
    if (page === null && seen === 0) return { items: [], outcome: 'UNKNOWN' };
    if (page === null) break;
    sortOut(page.establishments, siren, { items, malformed });
    seen += page.establishments.length;
    const isDone = page.next === null || page.establishments.length === 0;
    if (isDone || seen >= (page.total ?? Infinity)) break;
    if (seen >= establishmentsMax) {
      context.logger.warn('more establishments than are read', { siren, establishmentsMax });
      break;
    }
    if (items.size + malformed.length < seen) throw repeated(siren);
    cursor = page.next ?? cursor;
  }
  return { ...found([...items.values()].slice(0, establishmentsMax)), malformed };
}

interface Sorted {
  items: Map<string, RawItem>;
  malformed: MalformedItem[];
}

function sortOut(payloads: readonly Json[], siren: string, { items, malformed }: Sorted): void {
  for (const [index, payload] of payloads.entries()) {
    const path = `etablissements[${index}]`;
    try {
      const head = decode(establishmentHead, payload, path);
      verifySiren(siren, head.siren, `${path}.siren`);
      items.set(head.siret, { sourceKey: head.siret, payload });
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message: reason, place } = error;
      malformed.push({ code, reason, path: place.path ?? path, payload });
    }
  }
}

function repeated(siren: string): Error {
  return contractError('INSEE_CURSOR_STUCK', `establishments of ${siren} come twice`, {
    place: { path: 'header.curseurSuivant' },
  });
}

function found(items: RawItem[]): SubjectAnswer {
  return { items, outcome: 'FOUND' };
}
