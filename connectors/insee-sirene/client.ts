/** The wire: the three requests this connector makes, and what of their answers is a refusal. */
import {
  authError,
  contractError,
  decode,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { InseeSireneConfig } from './config';
import { establishmentAnswer, establishmentsPage, refusal, unitAnswer } from './payloads';

type Context = ReadContext<InseeSireneConfig>;

/** The most the service gives per page. */
export const PAGE_SIZE = 1_000;

export type UnitAnswer =
  { kind: 'found'; unit: Json } | { kind: 'unknown' } | { kind: 'withheld'; message: string };

/** GET /siren/{siren}: the legal unit with all its periods, as received. */
export async function fetchLegalUnit(context: Context, siren: string): Promise<UnitAnswer> {
  const response = await ask(context, { path: `/siren/${siren}`, accept: [403, 404] });
  if (response.status === 404) return { kind: 'unknown' };
  if (response.status === 403) return { kind: 'withheld', message: withheldMessage(response) };
  return { kind: 'found', unit: decode(unitAnswer, response.data).uniteLegale };
}

/** GET /siret/{siret}: one establishment as received; null when the register does not know or show it. */
export async function fetchEstablishment(context: Context, siret: string): Promise<Json | null> {
  const response = await ask(context, { path: `/siret/${siret}`, accept: [403, 404] });
  if (response.status === 404) return null;
  if (response.status === 403) {
    withheldMessage(response);
    return null;
  }
  const { etablissement, etablissements } = decode(establishmentAnswer, response.data);
  return etablissement ?? etablissements[0] ?? null;
}

export interface EstablishmentsPage {
  establishments: Json[];
  /** How many there are in all, when the service says. */
  total: number | null;
  /** Where the next page begins; null after the last. */
  next: string | null;
}

/** GET /siret?q=siren:…, a page from a cursor on; null when the register knows no establishment of the company. */
export async function fetchEstablishments(
  context: Context,
  siren: string,
  cursor: string,
): Promise<EstablishmentsPage | null> {
  const response = await ask(context, {
    path: '/siret',
    query: { q: `siren:${siren}`, nombre: PAGE_SIZE, curseur: cursor },
    accept: [404],
  });
  if (response.status === 404) return null;
  const { header, etablissements } = decode(establishmentsPage, response.data);
  const next = header.curseurSuivant;
  return {
    establishments: etablissements,
    total: header.total,
    next: next === cursor ? null : next,
  };
}

function ask(context: Context, request: HttpRequest): Promise<HttpResponse> {
  const headers = { 'X-INSEE-Api-Key-Integration': context.config.apiKey };
  return context.http.request({ ...request, headers });
}

/** A 403 that speaks of "non diffusable" is an answer about the company; any other is about our key. */
function withheldMessage({ data }: HttpResponse): string {
  const message = messageOf(data);
  if (message !== null && /non[ -]diffus[ai]ble/i.test(message)) return message;
  throw authError('PROVIDER_AUTH_REFUSED', 'insee-sirene: the service refuses the key with 403', {
    remedy: 'Check the key and what its subscription allows, then resume the connection.',
  });
}

function messageOf(data: Json): string | null {
  try {
    return decode(refusal, data).header.message;
  } catch {
    return null;
  }
}

/** The register must answer about the company it was asked about. */
export function verifySiren(asked: string, answered: string, path: string): void {
  if (answered === asked) return;
  throw contractError('ANSWER_FOR_ANOTHER_COMPANY', `asked for ${asked}, was sent ${answered}`, {
    place: { path },
  });
}
