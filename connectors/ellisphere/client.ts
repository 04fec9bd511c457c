/** The wire: XML in, XML out, with the credentials in every body. Nothing of what is sent is ever kept. */
import {
  authError,
  contractError,
  decode,
  mapOf,
  payloadInvalid,
  readXml,
  secretValues,
  xmlText,
  type HttpRequest,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { EllisphereConfig } from './config';
import { answer, type Answer } from './payloads';

type Context = ReadContext<EllisphereConfig>;

/** The response to a search by SIREN; null when there is none. */
export async function searchBySiren(context: Context, siren: string): Promise<Json> {
  const request = [
    '<searchCriteria>',
    `<id type="register">${xmlText(siren)}</id>`,
    '</searchCriteria>',
    '<searchOptions><maxHits>1</maxHits><mainOnly>true</mainOnly></searchOptions>',
  ];
  return call(context, { service: 'svcSearch', request: request.join('') });
}

/** Looks up La Poste, which every French register knows. Searching is taken to be free. */
export async function probe(context: Context): Promise<string> {
  const isKnown = (await searchBySiren(context, '356000000')) !== null;
  return `the contract answers (a known company is ${isKnown ? '' : 'not '}found)`;
}

/** Orders a report, which costs one; an answer that says ERR costs nothing. */
export async function orderReport(context: Context, siren: string): Promise<Json> {
  const { product } = context.config;
  const request = [
    `<id type="register" idName="SIREN">${xmlText(siren)}</id>`,
    `<product range="${product}" version="1"/>`,
    '<orderOptions><monitoringRequested>false</monitoringRequested></orderOptions>',
    '<deliveryOptions><outputMethod>raw</outputMethod><format>XML</format></deliveryOptions>',
  ];
  return call(context, {
    service: 'svcOnlineOrder',
    request: request.join(''),
    purchase: {
      call: 'report',
      subject: siren,
      variant: product,
      unitsOf: ({ body }) => (/<result\s[^>]*code\s*=\s*["']ERR["']/.test(body) ? 0 : 1),
    },
  });
}

interface Call {
  service: 'svcSearch' | 'svcOnlineOrder';
  /** Content of the element request. */
  request: string;
  purchase?: NonNullable<HttpRequest['purchase']>;
}

async function call(context: Context, { service, request, purchase }: Call): Promise<Json> {
  const { data } = await context.http.request({
    method: 'POST',
    path: `/${service}`,
    body: [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<${service}Request lang="FR" version="2.2">`,
      adminOf(context),
      `<request>${request}</request>`,
      `</${service}Request>`,
    ].join(''),
    contentType: 'application/xml; charset=UTF-8',
    format: 'text',
    // Each attempt is booked before it is sent, so that repeating it is no more than the next run would do.
    isIdempotent: true,
    ...(purchase === undefined ? {} : { purchase }),
  });
  return responseOf(context, service, data);
}

function responseOf(context: Context, service: string, data: Json): Json {
  if (typeof data !== 'string') throw payloadInvalid('', 'an XML document', data);
  const root = `${service}Response`;
  const found = decode(
    mapOf<unknown>((value) => value),
    readXml(data),
  ).get(root);
  const read = decode(answer, found, root);
  if (read.result['@code'] === 'OK') return read.response;
  throw refused(context, root, read.result);
}

/** Words of a refusal of the login, which would be the same for every company. */
const LOGIN = /mot de passe|password|authentif|authenticat|utilisateur inconnu|unknown user/i;

/** Codes are not documented: a refusal is kept with its words, and the next company is asked for. */
function refused(context: Context, root: string, result: Answer['result']): Error {
  const words = [result.majorMessage, result.minorMessage].filter((part) => part !== null);
  const secrets = secretValues(context.config);
  const shown = words.filter((part) => !secrets.some((secret) => part.includes(secret)));
  const code = result.minorCode ?? 'no code';
  if (words.some((part) => LOGIN.test(part))) {
    return authError('PROVIDER_AUTH_REFUSED', `ellisphere refused the login with ${code}`, {
      remedy: 'Check contract, user and password, then resume the connection.',
    });
  }
  return contractError(
    'PAYLOAD_INVALID',
    `ellisphere refused with ${code}: ${shown.join(', ').slice(0, 200) || 'no message'}`,
    { place: { path: `${root}.result` } },
  );
}

function adminOf({ config, clock }: Context): string {
  const { contractId, userPrefix, userId, password, privateReference } = config;
  const given = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<${name}>${xmlText(value)}</${name}>`;
  const reference =
    privateReference === undefined
      ? ''
      : `<privateReference type="order">${xmlText(privateReference)}</privateReference>`;
  return [
    '<admin><client>',
    given('contractId', contractId),
    given('userPrefix', userPrefix),
    given('userId', userId),
    given('password', password),
    reference,
    '</client><context>',
    `<appId version="1">${config.application}</appId>`,
    given('date', clock.now().toISOString()),
    '</context></admin>',
  ].join('');
}
