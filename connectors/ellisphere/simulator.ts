/** Ellisphere from the simulated world: credentials in the body, ERR inside an answer, a legend before the score. */
import {
  defineSimulator,
  draw,
  isEncoursError,
  readXml,
  xmlText,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { address, ids, reportXml, tag } from './simulator-report';

export const ellisphereSimulator = defineSimulator({
  connectorId: 'ellisphere',
  settings: { contractId: '10001' },
  auth: (request) => (hasCredentials(request) ? null : error(request, 401, INVALID_LOGIN)),
  routes: [
    { method: 'POST', path: '/svcSearch', handle: search },
    { method: 'POST', path: '/svcOnlineOrder', handle: order },
  ],
  notFound: (request) => error(request, 404, { code: '0000', words: 'Service inconnu' }),
});

/** Of the codes only 3201 ("already monitored") is known; these are invented. */
const INVALID_LOGIN = { code: '1001', words: 'Identification invalide' };
const UNKNOWN_COMPANY = { code: '2001', words: 'Entreprise inconnue' };
const INVALID_REQUEST = { code: '1002', words: 'Requête invalide' };

type Node = { [name: string]: Json };

/** The request element by element; empty when it is no XML. */
function requestOf({ body }: SimulatedRequest): Node {
  if (typeof body !== 'string') return {};
  try {
    const [root] = Object.values(nodeOf(readXml(body)));
    return nodeOf(root);
  } catch (problem) {
    if (isEncoursError(problem, 'CONTRACT')) return {};
    throw problem;
  }
}

function nodeOf(value: Json | undefined): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function at(node: Node, ...names: string[]): Json | undefined {
  return names.reduce<Json | undefined>((inner, name) => nodeOf(inner)[name], node);
}

function textAt(node: Node, ...names: string[]): string {
  const value = at(node, ...names);
  return typeof value === 'string' ? value : '';
}

function hasCredentials(request: SimulatedRequest): boolean {
  const client = nodeOf(at(requestOf(request), 'admin', 'client'));
  const given = ['contractId', 'userId', 'password'].map((name) => client[name]);
  return given.every((value) => typeof value === 'string' && value !== '');
}

function xml(request: SimulatedRequest, status: number, content: string): SimulatedResponse {
  const root = `${request.path.slice(1)}Response`;
  const document = tag(root, content, { lang: 'FR', version: '2.2' });
  return {
    status,
    headers: { 'content-type': 'application/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}

function ok(request: SimulatedRequest, response: string): SimulatedResponse {
  return xml(request, 200, `<result code="OK"/>${tag('response', response)}`);
}

function error(
  request: SimulatedRequest,
  status: number,
  { code, words }: { code: string; words: string },
): SimulatedResponse {
  const content = [
    tag('majorMessage', 'Erreur'),
    tag('minorMessage', xmlText(words)),
    tag('minorCode', code),
  ];
  return xml(request, status, tag('result', content.join(''), { code: 'ERR' }));
}

function search(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const id = at(requestOf(request), 'request', 'searchCriteria', 'id');
  if (at(nodeOf(id), '@type') !== 'register') return error(request, 200, INVALID_REQUEST);
  const company = world.company(textAt(nodeOf(id), '#text'));
  return ok(request, company === undefined || isMissing(company) ? '' : hit(company));
}

/** A few companies are in no file of the bureau's. */
function isMissing(company: SimulatedCompany): boolean {
  return draw(company, 'ellisphere unknown') < 0.03;
}

function hit(company: SimulatedCompany): string {
  const parts = [
    ids(company),
    tag('name', xmlText(company.name), { type: 'businessname' }),
    address(company),
  ];
  return tag('establishment', parts.join(''));
}

function order(request: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const asked = nodeOf(requestOf(request)['request']);
  const siren = textAt(asked, 'id', '#text');
  const product = textAt(asked, 'product', '@range');
  if (!['50001', '101021'].includes(product)) return error(request, 200, INVALID_REQUEST);
  const company = world.company(siren);
  if (company === undefined || isMissing(company)) return error(request, 200, UNKNOWN_COMPANY);
  return {
    ...ok(request, reportXml(company, world, product)),
    charge: { call: 'report', subject: siren, units: 1 },
  };
}
