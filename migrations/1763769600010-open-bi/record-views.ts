import type { BiColumn, BiView } from './view-sql';

/** Who it is about, joined by key. */
const OF_CUSTOMER: readonly BiColumn[] = [
  ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
  ['customer_name', 'c.name', 'The customer’s name.'],
];
const joinCustomer = (alias: string): string =>
  `LEFT JOIN customer c ON c.tenant_id = ${alias}.tenant_id AND c.customer_id = ${alias}.customer_id`;
const joinCompany = (alias: string): string =>
  `LEFT JOIN company k ON k.tenant_id = ${alias}.tenant_id AND k.company_id = ${alias}.company_id`;

const CREDIT_LIMITS: BiView = {
  name: 'credit_limits',
  comment:
    'Every decision about a credit limit, proposals and refusals too: the history of limits. The one in force has status ACTIVE.',
  columns: [
    ['credit_limit_id', 'l.credit_limit_id', 'Key of the decision.'],
    ['customer_id', 'l.customer_id', 'Whose limit: joins bi.customers.'],
    ...OF_CUSTOMER,
    ['limit_amount', 'major_units(l.limit_minor, l.currency)', 'The limit, in units of currency.'],
    ['currency', 'l.currency', 'ISO 4217 code of the limit.'],
    ['status', 'l.status', 'ACTIVE, PROPOSED, SUPERSEDED or REJECTED.'],
    ['effective_from', 'l.effective_from', 'First day it holds.'],
    ['effective_to', 'l.effective_to', 'Last day it holds; null when open.'],
    ['review_on', 'l.review_on', 'The day it is to be reviewed.'],
    ['decided_by', 'l.decided_by', 'Who decided: policy, or the label of a key.'],
    ['decided_at', 'l.decided_at', 'When it was decided (UTC).'],
    [
      'binding_term',
      'l.binding_term',
      'The term the limit is the least of; MANUAL when a person set it.',
    ],
    ['next_term', 'l.next_term', 'The term that would bind next.'],
    ['reason_codes', 'l.reason_codes', 'Codes of why it was decided so.'],
    ['policy_version', 'l.policy_version', 'Version of the credit policy it was decided under.'],
    ['comment', 'l.comment', 'What the person who decided remarked.'],
  ],
  from: `credit_limit l ${joinCustomer('l')}`,
};

const CREDIT_ASSESSMENTS: BiView = {
  name: 'credit_assessments',
  comment:
    'Every assessment of a customer, those that gave no grade too: the history of grades. The one that holds has is_current.',
  columns: [
    ['credit_assessment_id', 'a.credit_assessment_id', 'Key of the assessment.'],
    ['customer_id', 'a.customer_id', 'Who was assessed: joins bi.customers.'],
    ...OF_CUSTOMER,
    ['is_current', 'a.is_current', 'Whether it is the one that holds now.'],
    ['grade', 'a.grade', 'A (safest) to E; null when not scored.'],
    ['score', 'a.score', '0 to 100, 100 the safest; null when not scored.'],
    [
      'probability_of_default',
      'a.probability_of_default',
      'Within twelve months, 0 to 1; null when not scored.',
    ],
    ['confidence', 'a.confidence', 'How much it rests on: HIGH, MEDIUM, LOW or NONE.'],
    ['not_scored_because', 'a.not_scored_because', 'Code of why there is no grade; null with one.'],
    ['model_version', 'a.model_version', 'Version of the models it was computed with.'],
    ['assessed_at', 'a.assessed_at', 'When it was made (UTC).'],
    ['assessed_on', 'a.assessed_on', 'The day it speaks for, in the seller’s zone.'],
    [
      'inputs_hash',
      'a.inputs_hash',
      'Hash of everything it was computed from: equal inputs, equal hash.',
    ],
  ],
  from: `credit_assessment a ${joinCustomer('a')}`,
};

const RISK_ALERTS: BiView = {
  name: 'risk_alerts',
  comment: 'Risk alerts, each raised once per fact or episode, as they stand now.',
  columns: [
    ['risk_alert_id', 'a.risk_alert_id', 'Key of the alert.'],
    ['customer_id', 'a.customer_id', 'Who it is about: joins bi.customers.'],
    ...OF_CUSTOMER,
    ['rule', 'a.rule', 'The rule that raised it.'],
    ['severity', 'a.severity', 'INFO, LOW, MEDIUM, HIGH or CRITICAL.'],
    ['status', 'a.status', 'OPEN, ACKNOWLEDGED or RESOLVED.'],
    ['raised_at', 'a.raised_at', 'When it was raised (UTC).'],
    ['deadline_on', 'a.deadline_on', 'Last day to act, where the law sets one.'],
    ['text_key', 'a.text_key', 'Which text tells of it; the API writes it out in a language.'],
    [
      'text_values',
      'a.params',
      'The values in that text; amounts in minor units as decimal strings.',
    ],
    ['before', 'a.before', 'What was, where something changed.'],
    ['after', 'a.after', 'What is, where something changed.'],
    ['acknowledged_by', 'a.acknowledged_by', 'Who acknowledged it.'],
    ['acknowledged_at', 'a.acknowledged_at', 'When it was acknowledged (UTC).'],
    ['over_at', 'a.over_at', 'When its condition was seen to have ended (UTC).'],
    ['over_because', 'a.over_because', 'Code of why it ended.'],
    ['resolved_by', 'a.resolved_by', 'Who resolved it.'],
    ['resolved_at', 'a.resolved_at', 'When it was resolved (UTC).'],
    ['comment', 'a.comment', 'What the person who handled it remarked.'],
  ],
  from: `risk_alert a ${joinCustomer('a')}`,
};

const COMPANIES: BiView = {
  name: 'companies',
  comment:
    'Companies as registries describe them; of each field the value that wins by precedence, then freshness. Absent facts are null.',
  columns: [
    ['company_id', 'k.company_id', 'Key of the company.'],
    ['siren', 'k.siren', 'Number of the legal unit, nine digits.'],
    ['name', 'k.name', 'Registered name; null when unknown or its publication was opposed.'],
    ['trade_name', 'k.trade_name', 'The name it trades under.'],
    ['legal_form_code', 'k.legal_form_code', 'Legal form, INSEE code.'],
    ['legal_form', 'k.legal_form_label', 'Legal form in words.'],
    ['activity_code', 'k.activity_code', 'Main activity, NAF rev. 2.'],
    ['created_on', 'k.created_on', 'The day it was created.'],
    ['ceased_on', 'k.ceased_on', 'The day it ceased.'],
    ['status', 'k.status', 'ACTIVE, CEASED or UNKNOWN.'],
    ['employees_min', 'k.employees_min', 'Least number of employees of the registry’s band.'],
    ['employees_max', 'k.employees_max', 'Greatest number of that band; null when open.'],
    ['vat_number', 'k.vat_number', 'Intra-Community VAT number.'],
    ['capital', `major_units(k.capital_minor, 'EUR')`, 'Share capital, in units of its currency.'],
    [
      'capital_currency',
      `CASE WHEN k.capital_minor IS NOT NULL THEN 'EUR' END`,
      'ISO 4217 code of the capital.',
    ],
    ['address_line', 'k.address_line', 'Street and number of the seat.'],
    ['postcode', 'k.postcode', 'Postcode of the seat.'],
    ['city', 'k.city', 'Town of the seat.'],
    ['country_code', 'k.country_code', 'Country of the seat, ISO 3166 alpha-2.'],
    [
      'is_diffusible',
      'k.is_diffusible',
      'False when the person opposed publication: name and address stay null.',
    ],
    [
      'insolvency',
      'k.insolvency',
      'NONE, SAFEGUARD, RECEIVERSHIP, LIQUIDATION, PLAN or CLOSED, as published notices say.',
    ],
    ['insolvency_on', 'k.insolvency_on', 'Since when proceedings stand so.'],
    ['struck_off_on', 'k.struck_off_on', 'The day it was struck off the register.'],
    ['updated_at', 'k.updated_at', 'When a fact of it last changed in the hub (UTC).'],
  ],
  from: 'company k',
};

const LEGAL_EVENTS: BiView = {
  name: 'legal_events',
  comment: 'Published legal notices about companies (BODACC and others), as received.',
  columns: [
    ['legal_event_id', 'e.legal_event_id', 'Key of the notice.'],
    ['company_id', 'e.company_id', 'The company: joins bi.companies.'],
    ['siren', 'k.siren', 'The company’s SIREN.'],
    ['company_name', 'k.name', 'The company’s registered name.'],
    ['kind', 'e.kind', 'What it publishes: proceedings, filing of accounts, striking off …'],
    ['published_on', 'e.published_on', 'The day it was published.'],
    ['decided_on', 'e.decided_on', 'The day of the decision it publishes.'],
    ['court', 'e.court', 'The court.'],
    ['title', 'e.title', 'Its title.'],
    ['detail', 'e.detail', 'Its text.'],
    ['url', 'e.url', 'Where it can be read.'],
    ['relation', 'e.relation', 'RECTIFIES or CANCELS an earlier notice; null for a first one.'],
    ['related_key', 'e.related_key', 'Source key of that notice.'],
    ['accounts_closed_on', 'e.accounts_closed_on', 'With a filing of accounts: end of the year.'],
    [
      'accounts_confidential',
      'e.accounts_confidential',
      'With a filing of accounts: whether they are kept confidential.',
    ],
    ['connector_id', 'e.connector_id', 'The connector it came through.'],
    ['source_key', 'e.source_key', 'The provider’s own number of it.'],
    ['fetched_at', 'e.fetched_at', 'When the hub fetched it (UTC).'],
  ],
  from: `legal_event e ${joinCompany('e')}`,
};

const item = (name: string): string => `major_units((s.items ->> '${name}')::bigint, s.currency)`;

const FINANCIAL_STATEMENTS: BiView = {
  name: 'financial_statements',
  comment:
    'Annual accounts as each source gave them: a year told by two sources has two rows. An item the source did not give is null, which is not zero.',
  columns: [
    ['financial_statement_id', 's.financial_statement_id', 'Key of the statement.'],
    ['company_id', 's.company_id', 'The company: joins bi.companies.'],
    ['siren', 'k.siren', 'The company’s SIREN.'],
    ['company_name', 'k.name', 'The company’s registered name.'],
    ['closed_on', 's.closed_on', 'End of the financial year.'],
    ['months', 's.months', 'Length of the year in months; null when unknown.'],
    ['scope', 's.scope', 'COMPANY or CONSOLIDATED.'],
    [
      'confidentiality',
      's.confidentiality',
      'PUBLIC, or what the company keeps to itself: INCOME_STATEMENT or FULL.',
    ],
    ['filed_on', 's.filed_on', 'The day it was filed.'],
    ['currency', 's.currency', 'ISO 4217 code of the amounts of the row.'],
    ['turnover', item('turnover'), 'Turnover of the year.'],
    ['ebitda', item('ebitda'), 'Gross operating surplus of the year.'],
    ['operating_income', item('operatingIncome'), 'Operating income of the year.'],
    ['net_income', item('netIncome'), 'Net income of the year.'],
    ['total_assets', item('totalAssets'), 'Total of the balance sheet.'],
    ['current_assets', item('currentAssets'), 'Current assets.'],
    ['trade_receivables', item('tradeReceivables'), 'Trade receivables.'],
    ['cash', item('cash'), 'Cash.'],
    ['equity', item('equity'), 'Equity.'],
    ['total_debt', item('totalDebt'), 'Total debt.'],
    ['current_liabilities', item('currentLiabilities'), 'Liabilities due within a year.'],
    ['trade_payables', item('tradePayables'), 'Trade payables.'],
    ['connector_id', 's.connector_id', 'The connector it came through.'],
    ['fetched_at', 's.fetched_at', 'When the hub fetched it (UTC).'],
  ],
  from: `financial_statement s ${joinCompany('s')}`,
};

const CONNECTIONS: BiView = {
  name: 'connections',
  comment: 'What is connected, and how fresh it is.',
  columns: [
    ['connection_id', 'n.connection_id', 'Key of the connection.'],
    ['connector_id', 'n.connector_id', 'The connector it uses.'],
    ['name', 'n.name', 'Its name.'],
    ['status', 'n.status', 'ACTIVE, PAUSED or DISCONNECTED.'],
    ['status_code', 'n.status_code', 'Code of why it is not active.'],
    ['last_succeeded_at', 'n.last_succeeded_at', 'When it last synced without failing (UTC).'],
  ],
  from: 'connection n',
};

const SYNC_RUNS: BiView = {
  name: 'sync_runs',
  comment: 'Every reading of a stream of a connection, with what came of it.',
  columns: [
    ['sync_run_id', 's.sync_run_id', 'Key of the run.'],
    ['connection_id', 's.connection_id', 'What was read: joins bi.connections.'],
    ['connector_id', 'n.connector_id', 'The connector.'],
    ['connection_name', 'n.name', 'The connection’s name.'],
    ['stream', 's.stream', 'The stream that was read.'],
    ['status', 's.status', 'RUNNING, SUCCEEDED, FAILED or ABORTED.'],
    ['started_at', 's.started_at', 'When it began (UTC).'],
    ['finished_at', 's.finished_at', 'When it ended (UTC); null while it runs.'],
    ['landed', 's.landed', 'Number of records that were new or changed.'],
    ['unchanged', 's.unchanged', 'Number of records already known.'],
    ['quarantined', 's.quarantined', 'Number of records that could not be read.'],
    ['error_code', 's.error_code', 'Code of the error that ended it.'],
    ['error_message', 's.error_message', 'Message of that error.'],
  ],
  from: `sync_run s
  LEFT JOIN connection n ON n.tenant_id = s.tenant_id AND n.connection_id = s.connection_id`,
};

const SELLER: BiView = {
  name: 'seller',
  comment: 'Whose books these are: one row.',
  columns: [
    ['name', 't.name', 'The seller’s name.'],
    ['slug', 't.slug', 'The seller’s short name in this hub.'],
    ['books_currency', 't.books_currency', 'ISO 4217 code the books are kept in.'],
    ['time_zone', 't.time_zone', 'IANA zone that decides which day it is.'],
    ['today', '(SELECT bi.today())', 'The day it is there.'],
  ],
  from: 'tenant t',
};

export const RECORD_VIEWS: readonly BiView[] = [
  ...[CREDIT_LIMITS, CREDIT_ASSESSMENTS, RISK_ALERTS, COMPANIES, LEGAL_EVENTS],
  ...[FINANCIAL_STATEMENTS, CONNECTIONS, SYNC_RUNS, SELLER],
];
