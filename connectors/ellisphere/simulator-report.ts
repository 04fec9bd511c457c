/** A report as the service writes it, from the simulated world, with the legend before the score. */
import {
  creditViewOf,
  dunsOf,
  ownersOf,
  xmlText,
  type SimulatedCompany,
  type SimulatedNotice,
  type SimulatedStatement,
  type SimulatedWorld,
} from '../../src/connector-kit';

type Attributes = Readonly<Record<string, string | number>>;

/** An element; an absent content leaves it out, as the service does. */
export function tag(
  name: string,
  content: string | number | null,
  attributes: Attributes = {},
): string {
  if (content === null) return '';
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  return `<${name}${pairs.join('')}>${content}</${name}>`;
}

export function reportXml(
  company: SimulatedCompany,
  world: SimulatedWorld,
  product: string,
): string {
  const parts = [
    header(world, product),
    // The trap: whoever takes the first score gives everyone ten out of ten.
    '<legend><score><value type="score" scale="0 - 10">10</value></score></legend>',
    identity(company),
    details(company),
    appointments(company),
    ownersOf(company, world).map(shareHolder).join(''),
    company.notices
      .filter(({ publishedOn }) => publishedOn <= world.today())
      .map(event)
      .join(''),
    payments(company, world),
    assessment(company, world, product),
    statementsOf(company, world).map(disclaimer).join(''),
    financials(company, world),
  ];
  return tag('intlReport', parts.join(''), { version: '2.2' });
}

function header(world: SimulatedWorld, product: string): string {
  const report = [
    tag('reportId', 'Rapport', { range: product, version: 1 }),
    tag('date', `${world.today()}T08:00:00`, { type: 'delivery' }),
    tag('date', world.today(), { type: 'lastupdate' }),
  ];
  return tag('header', tag('report', report.join('')));
}

export function ids(company: SimulatedCompany): string {
  return [
    tag('id', internalId(company), {
      type: 'src',
      idName: 'Identifiant interne',
      orderable: 'true',
    }),
    tag('id', company.siren, { type: 'register', idName: 'SIREN', orderable: 'true' }),
    tag('id', company.siret, { type: 'register-estb', idName: 'SIRET' }),
  ].join('');
}

function internalId(company: SimulatedCompany): string {
  return `9${dunsOf(company.siren)}`;
}

export function address(company: SimulatedCompany): string {
  const { line, postcode, city } = company.address;
  const shown = [
    tag('country', 'France', { code: 'FRA' }),
    tag('cityName', xmlText(city)),
    tag('cityCode', postcode, { type: 'postalcode' }),
    tag('addressLine', xmlText(line)),
  ];
  return tag('address', shown.join(''), { type: 'registered' });
}

function identity(company: SimulatedCompany): string {
  const isActive = company.ceasedOn === null;
  const ape = { type: 'primary', ref: 'APE2008', code: company.activityCode.replace('.', '') };
  const parts = [
    ids(company),
    tag('id', company.vatNumber, { type: 'vat', idName: 'TVA' }),
    tag('businessName', xmlText(company.name)),
    tag('legalForm', xmlText(company.legalFormLabel), {
      origin: 'src',
      ref: 'CATJUR',
      code: company.legalFormCode,
    }),
    tag('legalForm', 'Société', { origin: 'csf', ref: 'FJ', code: 'FJ22' }),
    tag('activity', tag('description', xmlText(company.activityLabel), ape)),
    tag(
      'status',
      tag('currentStatus', isActive ? 'Active' : 'Inactive', {
        ref: 'STATUS',
        code: isActive ? 'ACT' : 'INA',
      }),
    ),
    address(company),
  ];
  return tag('companyIdentity', parts.join(''));
}

const EUROS = { format: 'currency', currencyCode: 'EUR', currencyUnit: '0' };

function details(company: SimulatedCompany): string {
  const staff = tag('numberOfEmployees', company.employeesMin, { format: 'number' });
  const capital = tag('capital', `${company.capitalEuros}.00`, EUROS);
  const parts = [
    tag('foundation', tag('date', company.createdOn, { type: 'creation' })),
    tag('workForce', staff),
    tag('capitalInformation', capital),
  ];
  return tag('companyDetails', parts.join(''));
}

function appointments(company: SimulatedCompany): string {
  const managers = company.officers.map(({ firstNames, lastName, role, since }) => {
    const person = [
      tag('firstName', xmlText(firstNames)),
      tag('lastName', xmlText(lastName)),
      tag('fullName', xmlText(`${firstNames} ${lastName}`)),
    ];
    const position = [
      tag('role', xmlText(role), { origin: 'src', ref: 'FCTORG', code: '100' }),
      tag('role', xmlText(role), { origin: 'csf', ref: 'MGMT', code: 'MG43' }),
      tag('date', since, { type: 'nomination' }),
    ];
    const party = tag('party', tag('person', person.join('')));
    return tag('manager', party + tag('position', position.join('')));
  });
  if (managers.length === 0) return '';
  return tag('companyAppointments', managers.join(''), { type: 'statutory' });
}

function shareHolder(owner: ReturnType<typeof ownersOf>[number]): string {
  const party =
    owner.kind === 'COMPANY'
      ? tag(
          'company',
          tag('id', owner.siren, { type: 'register', idName: 'SIREN' }) +
            tag('businessName', xmlText(owner.name)),
        )
      : tag('person', tag('fullName', xmlText(owner.name)));
  const details = tag('quote', owner.sharePercent.toFixed(2), { format: 'percent' });
  return tag('shareHolder', tag('party', party) + tag('shareDetails', details), {
    ultimate: 'false',
    level: 1,
  });
}

/** The gazette's number, as the service writes it: year, issue, letter, number; no letter for accounts. */
function event(notice: SimulatedNotice): string {
  const year = notice.publishedOn.slice(2, 4);
  const issue = notice.parution.slice(-3);
  const number = String(notice.number);
  const reference =
    notice.bulletin === 'C'
      ? `${year}${issue}${number.padStart(5, '0')}`
      : `${year}${issue}${notice.bulletin}${number.padStart(4, '0')}`;
  const isAccounts = notice.kind === 'ACCOUNTS_FILED';
  const accountsCode = notice.accountsConfidential ? '286' : '265';
  const words = isAccounts ? 'Avis de dépôt des comptes annuels' : (notice.nature ?? notice.kind);
  const registration = [
    tag('authority', tag('name', 'BODACC')),
    tag('date', notice.publishedOn, { type: 'effective' }),
    tag('date', notice.publishedOn, { type: 'publication' }),
    tag('reference', reference),
  ];
  const code = isAccounts ? accountsCode : notice.kind === 'MODIFIED' ? '153' : '901';
  const parts = [
    tag('description', xmlText(words), { ref: 'LEGEVE', code }),
    tag('severity', isAccounts ? 'UNDEFINED' : 'ORANGE'),
    tag('registration', registration.join('')),
    tag('comment', xmlText(notice.court), { lang: 'fr' }),
  ];
  return tag('event', parts.join(''), { type: isAccounts ? 'other' : 'legalchange' });
}

function payments(company: SimulatedCompany, world: SimulatedWorld): string {
  const { daysBeyondTerms, since } = creditViewOf(company, world.today());
  const code = daysBeyondTerms > 60 ? 1 : daysBeyondTerms > 20 ? 2 : daysBeyondTerms > 5 ? 3 : 4;
  const rank = tag('rank', `PayRank ${code}`, { ref: 'PYR_INDICTR', code });
  const history = tag('history', rank + tag('date', since));
  const behaviour = tag('paymentBehaviour', rank + tag('date', since) + history);
  return tag('paymentsAnalysis', behaviour);
}

const CLASSES = ['A', 'B', 'C', 'D', 'E'];

function assessment(company: SimulatedCompany, world: SimulatedWorld, product: string): string {
  const view = creditViewOf(company, world.today());
  const points = Math.max(0, Math.round(10 * (1 - Math.sqrt(view.failureProbability))));
  const limit = view.recommendedLimitEuros;
  const date = tag('date', view.since);
  const score = (origin: string, scale: string): string =>
    tag(
      'score',
      [
        date,
        tag('value', points, { type: 'score', format: 'text', scale }),
        tag('value', CLASSES[view.riskClass - 1] ?? 'E', { type: 'riskclass', scale: 'A - E' }),
      ].join(''),
      { origin, name: 'Ellisphere', meaning: 'companydefault', type: 'standard', duration: 'P12M' },
    );
  // Who was never scored has no element at all, never a zero.
  const scores = view.statement === null ? '' : score('csf', '0 - 10') + score('src', '1 - 10');
  const opinion = [
    date,
    tag('upTo', `${limit}.00`, EUROS),
    product === '50001' ? tag('limit', `${limit * 2}.00`, EUROS) : '',
  ];
  const sector = tag('value', 3, { type: 'score', scale: '0 - 10' });
  const sectorScore =
    product === '50001'
      ? tag('score', sector, { origin: 'csf', type: 'sector' })
      : tag('sectorScore', sector, { origin: 'csf' });
  const opinionXml = tag('creditOpinion', opinion.join(''), { origin: 'csf', type: 'standard' });
  return tag('assessmentData', scores + sectorScore + opinionXml);
}

function statementsOf(company: SimulatedCompany, world: SimulatedWorld): SimulatedStatement[] {
  return company.statements
    .filter(
      ({ filedOn, confidentiality }) => filedOn <= world.today() && confidentiality !== 'FULL',
    )
    .sort((one, other) => (one.closedOn < other.closedOn ? 1 : -1));
}

function disclaimer({ closedOn, confidentiality }: SimulatedStatement): string {
  const code = confidentiality === 'PUBLIC' ? 'PUBLIC' : 'PCONF';
  return tag('financialsDisclaimer', tag('date', closedOn, { type: 'end' }), {
    ref: 'FINDISC',
    code,
  });
}

type ItemName = keyof SimulatedStatement['items'];

const BALANCE: readonly [code: string, item: ItemName][] = [
  ['TA00', 'totalAssets'],
  ['AC00', 'currentAssets'],
  ['AC01', 'inventories'],
  ['AC03', 'tradeReceivables'],
  ['AC06', 'cash'],
  ['FP00', 'equity'],
  ['DC00', 'currentLiabilities'],
  ['DC02', 'tradePayables'],
];
const RESULTS: readonly [code: string, item: ItemName][] = [
  ['DSIG1', 'turnover'],
  ['DSIG13', 'valueAdded'],
  ['DSIG14', 'personnelCost'],
  ['DSIG17', 'ebitda'],
  ['DSIG20', 'operatingIncome'],
  ['DSIG24', 'financialCharges'],
  ['DSIG30', 'netIncome'],
];

function financials(company: SimulatedCompany, world: SimulatedWorld): string {
  const statements = statementsOf(company, world);
  if (statements.length === 0) return '';
  const periods = statements.map((statement, index) => period(statement, index + 1)).join('');
  const table = (type: string, lines: typeof BALANCE): string =>
    tag('financials', periods + lines.map((line) => element(line, statements)).join(''), {
      origin: 'csf',
      type,
      consolidated: 'false',
    });
  return table('balancesheet', BALANCE) + table('keyfigures', RESULTS);
}

function period({ closedOn, months }: SimulatedStatement, number: number): string {
  const parts = [
    tag('date', closedOn, { type: 'end' }),
    tag('duration', months, { unit: 'month' }),
    tag('currencyCode', 'EUR'),
    tag('currencyUnit', '0'),
  ];
  return tag('period', parts.join(''), { type: 'actual', number });
}

/** A hidden income statement has no values, or estimates in their place. */
function element(
  [code, item]: readonly [string, ItemName],
  statements: readonly SimulatedStatement[],
): string {
  const values = statements.map(({ items, confidentiality }, index) => {
    const isHidden = confidentiality !== 'PUBLIC' && code.startsWith('DSIG') && code !== 'DSIG30';
    const type = isHidden ? 'estimated' : 'actual';
    return tag('value', `${items[item]}.00`, { period: index + 1, type, format: 'currency' });
  });
  return tag('element', tag('elementName', code) + values.join(''), { code });
}
