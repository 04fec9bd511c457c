import { viewSql, type BiColumn, type BiView } from '../1763769600010-open-bi/view-sql';

const OF_COMPANY: readonly BiColumn[] = [
  ['siren', 'k.siren', 'The company’s SIREN.'],
  ['company_name', 'k.name', 'The company’s registered name.'],
];
const OF_SOURCE = (alias: string): readonly BiColumn[] => [
  ['connector_id', `${alias}.connector_id`, 'The connector it came through.'],
  ['source_key', `${alias}.source_key`, 'The provider’s own key of it.'],
  ['fetched_at', `${alias}.fetched_at`, 'When the hub fetched it (UTC).'],
];
const from = (table: string, alias: string): string =>
  `${table} ${alias}
  LEFT JOIN company k ON k.tenant_id = ${alias}.tenant_id AND k.company_id = ${alias}.company_id
WHERE is_open(${alias}.use_restriction, ${alias}.expires_on)`;

/** What a person who opposed publication is known by stays out, whichever source still tells it. */
const unlessMasked = (column: string): string =>
  `CASE WHEN e.is_diffusible AND k.is_diffusible IS NOT FALSE THEN e.${column} END`;

const ESTABLISHMENTS: BiView = {
  name: 'establishments',
  comment:
    'Places of business of companies as each source tells them: one told by two sources has two rows. What a provider forbids to pass on is left out.',
  columns: [
    ['company_id', 'e.company_id', 'The company: joins bi.companies.'],
    ...OF_COMPANY,
    ['siret', 'e.siret', 'Number of the establishment, fourteen digits.'],
    ['name', unlessMasked('name'), 'Its name; null when publication was opposed.'],
    ['is_head_office', 'e.is_head_office', 'Whether it is the seat.'],
    ['status', 'e.status', 'OPEN, CLOSED or UNKNOWN.'],
    ['activity_code', 'e.activity_code', 'Its activity, NAF rev. 2.'],
    ['created_on', 'e.created_on', 'The day it was opened.'],
    ['closed_on', 'e.closed_on', 'The day it was closed.'],
    ['address_line', unlessMasked('address_line'), 'Street and number; null when opposed.'],
    ['postcode', 'e.postcode', 'Postcode.'],
    ['city', 'e.city', 'Town.'],
    ['country_code', 'e.country_code', 'Country, ISO 3166 alpha-2.'],
    ['is_diffusible', 'e.is_diffusible', 'False when publication was opposed.'],
    ...OF_SOURCE('e'),
  ],
  from: from('establishment', 'e'),
};

const IDENTIFIERS: BiView = {
  name: 'company_identifiers',
  comment:
    'Numbers under which others know companies. What a provider forbids to pass on is left out.',
  columns: [
    ['company_id', 'i.company_id', 'The company: joins bi.companies.'],
    ...OF_COMPANY,
    ['scheme', 'i.scheme', 'Whose number it is: LEI, VAT, DUNS …'],
    ['value', 'i.value', 'The number.'],
    ['is_valid', 'i.is_valid', 'What the authority says of it; null when it does not say.'],
    ['checked_on', 'i.checked_on', 'The day it was checked or last renewed.'],
    ['status', 'i.status', 'The provider’s own word on its state.'],
    ...OF_SOURCE('i'),
  ],
  from: from('company_identifier', 'i'),
};

const RECOMMENDED_LIMITS: BiView = {
  name: 'recommended_limits',
  comment:
    'How much bureaux and insurers said may be owed, day after day: opinions, not covers. What a provider forbids to pass on is left out.',
  columns: [
    ['company_id', 'l.company_id', 'The company: joins bi.companies.'],
    ...OF_COMPANY,
    ['kind', 'l.kind', 'RECOMMENDED is what it advises, MAXIMUM its ceiling.'],
    [
      'amount',
      'major_units(l.amount_minor, l.currency)',
      'The amount, in units of currency; null when it gave none.',
    ],
    ['currency', 'l.currency', 'ISO 4217 code of the amount.'],
    ['absent_because', 'l.absent_because', 'Why there is no amount, in the provider’s words.'],
    ['seen_on', 'l.seen_on', 'The day it is of: computed_on, else the day it was first seen.'],
    ['computed_on', 'l.computed_on', 'The day the provider computed it.'],
    ...OF_SOURCE('l'),
  ],
  from: from('recommended_limit', 'l'),
};

const COVERS: BiView = {
  name: 'insurance_covers',
  comment:
    'What insurers cover, a row per state a cover was in; the one that holds has superseded_at null. What an insurer forbids to pass on is left out.',
  columns: [
    ['company_id', 'c.company_id', 'The company: joins bi.companies.'],
    ...OF_COMPANY,
    ['policy_number', 'c.policy_number', 'The policy.'],
    ['kind', 'c.kind', 'NAMED for this buyer, CHECKED by credit check, DISCRETIONARY.'],
    ['status', 'c.status', 'PENDING, GRANTED, REFUSED, WITHDRAWN, EXPIRED or UNKNOWN.'],
    [
      'amount',
      'major_units(c.amount_minor, c.currency)',
      'What is covered in this state, in units of currency; null while undecided.',
    ],
    [
      'announced_amount',
      'major_units(c.announced_minor, c.currency)',
      'What it will be from effective_on on; null when no change was announced.',
    ],
    ['currency', 'c.currency', 'ISO 4217 code of the amounts.'],
    ['insured_percent', 'c.insured_percent', 'Share of a loss the insurer bears, percent.'],
    ['decided_on', 'c.decided_on', 'The day it was decided.'],
    ['notice_on', 'c.notice_on', 'The day a reduction or withdrawal was told.'],
    ['effective_on', 'c.effective_on', 'The day the decision takes effect.'],
    ['ends_on', 'c.ends_on', 'The last day of the cover; null when open.'],
    [
      'run_off_until',
      'c.run_off_until',
      'Until when what was shipped before effective_on stays covered.',
    ],
    ['valid_from', 'c.valid_from', 'The first day this state speaks for.'],
    ['recorded_at', 'c.recorded_at', 'When the hub learnt of this state (UTC).'],
    ['superseded_at', 'c.superseded_at', 'When it learnt of the next one (UTC).'],
    ...OF_SOURCE('c'),
  ],
  from: from('insurance_cover', 'c'),
};

/** What the views read, of rows that may leave through every door: policies say the same as the views. */
const SHOWN: Readonly<Record<string, string>> = {
  establishment: `company_id siret name is_head_office status activity_code created_on closed_on address_line postcode
    city country_code is_diffusible connector_id source_key use_restriction expires_on fetched_at`,
  company_identifier: `company_id scheme value is_valid checked_on status connector_id source_key use_restriction
    expires_on fetched_at`,
  recommended_limit: `company_id kind amount_minor currency absent_because seen_on computed_on connector_id source_key
    use_restriction expires_on fetched_at`,
  insurance_cover: `company_id policy_number kind status amount_minor announced_minor currency insured_percent decided_on
    notice_on effective_on ends_on run_off_until valid_from recorded_at superseded_at connector_id source_key
    use_restriction expires_on fetched_at`,
};

const VIEWS = [ESTABLISHMENTS, IDENTIFIERS, RECOMMENDED_LIMITS, COVERS];

function shown([table, columns]: [string, string]): string {
  const names = ['tenant_id', ...columns.split(/\s+/)].join(',');
  return `CALL show_to_bi('${table}', '{${names}}');
ALTER POLICY bi_login ON ${table}
  USING (tenant_id = (SELECT bi_tenant()) AND is_open(use_restriction, expires_on));`;
}

/** Views of what may be passed on, for BI tools and exports. */
export const DOORS: readonly string[] = [
  ...VIEWS.map(viewSql),
  ...VIEWS.map(({ name }) => `GRANT SELECT ON bi.${name} TO encours_app, encours_bi;`),
  ...Object.entries(SHOWN).map(shown),
];
