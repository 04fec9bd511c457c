/** The wire: a login by password, a key on every request, orders that are delivered later. */
import {
  decode,
  requestWithToken,
  type AccessToken,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { CofaceConfig } from './config';
import { companies, order, publications, tokenAnswer } from './payloads';

type Context = ReadContext<CofaceConfig>;

const DATA = '/bi/icon-data/v1';

/** Coface's ids of the companies with this SIREN: none, one, or several. */
export async function findCompanies(context: Context, siren: string): Promise<string[]> {
  const { status, data } = await send(context, {
    path: `${DATA}/companies`,
    query: { externalId: `registration-number#${siren}`, countryCode: 'FR', range: '0-10' },
    accept: [404],
  });
  return status === 404 ? [] : decode(companies, data).map(({ id }) => id);
}

/** Looks up La Poste, which every French register knows. Looking up is taken to be free. */
export async function probe(context: Context): Promise<string> {
  const found = await findCompanies(context, '356000000');
  return `the subscription answers (${found.length} companies for a known number)`;
}

export interface Ordered {
  deliveryId: string;
  assessmentSlug: string;
}

/** Orders the configured assessments, each of which costs. The same order asked for again is answered from what is kept. */
export async function orderAssessments(
  context: Context,
  { siren, companyId }: { siren: string; companyId: string },
): Promise<Ordered[]> {
  const slugs = [...context.config.assessments].sort();
  const { data } = await send(context, {
    method: 'POST',
    path: `${DATA}/publications/orders`,
    body: {
      companyId,
      assessments: slugs.map((slug) =>
        slug === 'credit-opinion' ? { slug, currency: 'EUR' } : { slug },
      ),
      customerReference: siren,
    },
    // Each attempt is booked before it is sent, so that repeating it is no more than the next run would do.
    isIdempotent: true,
    purchase: {
      call: 'assessment',
      subject: siren,
      units: slugs.length,
      variant: slugs.join(' '),
    },
  });
  return decode(order, data).publications;
}

/** What was delivered; null while it is in preparation. */
export async function fetchPublication(
  context: Context,
  deliveryId: string,
): Promise<Json[] | null> {
  const { status, data } = await send(context, {
    path: `${DATA}/publications`,
    query: { deliveryId, format: 'json' },
    accept: [404],
  });
  // How one that is not ready is answered is not documented: nothing, or an empty list.
  if (status === 404 || status === 202 || status === 204 || data === null) return null;
  const delivered = decode(publications, data);
  return delivered.length === 0 ? null : delivered;
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  const { apiKey } = context.config;
  return requestWithToken(
    context,
    () => obtainToken(context),
    (token) => ({ ...request, headers: { authorization: token, 'x-api-key': apiKey } }),
  );
}

async function obtainToken({ http, config }: Context): Promise<AccessToken> {
  const { username, password, apiKey } = config;
  const { data } = await http.request({
    method: 'POST',
    path: '/authentication/v1/token',
    headers: { 'x-api-key': apiKey },
    body: { grantType: 'password', username, password },
    isIdempotent: true,
  });
  const { idToken, expiresIn } = decode(tokenAnswer, data);
  return { token: idToken, expiresInMs: expiresIn * 1000 };
}
