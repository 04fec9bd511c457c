/** societe.com from the simulated world: both envelopes, everything as text, 404 for a block without data. */
import {
  defineSimulator,
  draw,
  jsonResponse,
  type Json,
  type SimulatedCompany,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

export const societeComSimulator = defineSimulator({
  connectorId: 'societe-com',
  auth: ({ headers }) =>
    /^socapi \S+$/.test(headers['x-authorization'] ?? '') ? null : refusal(401, 'Unauthorized'),
  routes: [
    { method: 'GET', path: '/infoclient', handle: account },
    { method: 'GET', path: '/entreprise/:numid/infoslegales', handle: block(legalFacts) },
    { method: 'GET', path: '/entreprise/:numid/dirigeants', handle: block(officers) },
    { method: 'GET', path: '/entreprise/:numid/bilans', handle: block(accounts) },
    { method: 'GET', path: '/entreprise/:numid/scoring', handle: block(scores) },
  ],
});

/** The shape of error bodies is invented. */
function refusal(status: number, message: string): SimulatedResponse {
  return jsonResponse({ message }, status);
}

function account(): SimulatedResponse {
  return jsonResponse({
    compteactif: '1',
    creditmode: '1',
    creditrestant: '5000',
    nbhit: '0',
    versioncourante: '1',
  });
}

type Render = (company: SimulatedCompany, world: SimulatedWorld) => Json;

function block(render: Render) {
  return ({ params }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse => {
    const company = world.company((params['numid'] ?? '').slice(0, 9));
    const body = company === undefined ? null : render(company, world);
    if (company === undefined || body === null) return refusal(404, 'No data');
    const charge = { call: 'call', subject: company.siren, units: 1 };
    return { ...jsonResponse(body), charge };
  };
}

function compact(day: string): string {
  return day.replaceAll('-', '');
}

/** Which of the two envelopes an account gets is not known: some companies get one, some the other. */
function legalFacts(company: SimulatedCompany): Json {
  const { siren, address } = company;
  const facts = {
    sirenformat: siren.replace(/(\d{3})(?=\d)/g, '$1 '),
    siretsiegeformat: company.siret,
    denoinsee: company.name,
    numtva: company.vatNumber,
    nafinsee: company.activityCode.replace('.', ''),
    naflibinsee: company.activityLabel,
    capital: `${company.capitalEuros}.00`,
    libdevise: 'Euros',
    catjurlibinsee: company.legalFormLabel,
    datecrearcs: compact(company.createdOn),
    libvoieinsee: address.line,
    codepostalinsee: address.postcode,
    villeinsee: address.city,
    trancheeffinsee: company.employeesCode,
    idcc: '',
  };
  return draw(company, 'societe envelope') < 0.5 ? { infolegales: facts } : { data: facts };
}

function officers(company: SimulatedCompany): Json {
  if (company.officers.length === 0) return null;
  const present = company.officers.map(({ firstNames, lastName, role }) => ({
    type: 'PP',
    titre: role,
    prenompp: firstNames,
    nompp: lastName,
    datefin: '',
  }));
  const former = {
    type: 'PP',
    titre: 'Président',
    prenompp: 'Ancien',
    nompp: 'DIRIGEANT',
    datefin: compact(company.createdOn),
  };
  return { data: [...present, former] };
}

function accounts(company: SimulatedCompany, world: SimulatedWorld): Json {
  const shown = company.statements.filter(
    ({ filedOn, confidentiality }) => filedOn <= world.today() && confidentiality === 'PUBLIC',
  );
  const last = shown.at(-1);
  if (last === undefined) return null;
  return {
    data: {
      dernierca: String(last.items.turnover),
      dernierbildate: last.closedOn.slice(0, 4),
      bilans: shown.map(({ closedOn, items }) => ({
        anneebilan: closedOn.slice(0, 4),
        rescatotal: String(items.turnover),
      })),
    },
  };
}

function scores(company: SimulatedCompany): Json {
  const score = (purpose: string): string => String(Math.round(draw(company, purpose) * 100));
  return {
    data: {
      'extra-financier': {
        score: {
          territorial: score('territorial'),
          social: score('social'),
          fiscal: score('fiscal'),
        },
      },
    },
  };
}
