import type { BiView } from './view-sql';

const TODAY = '(SELECT bi.today())';
/** Zero with the decimals of the customer's currency where there is nothing to sum. */
const amount = (sql: string): string => `major_units(coalesce(${sql}, 0)::bigint, c.currency)`;
const EXPOSURE = 'greatest(coalesce(b.open_minor, 0) - coalesce(b.credit_minor, 0), 0)';

/** Joined by unique keys, so that what is not asked for is left out of the plan. */
const ASSESSMENT = `LEFT JOIN credit_assessment a
    ON a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current`;
const LIMIT = `LEFT JOIN credit_limit l
    ON l.tenant_id = c.tenant_id AND l.customer_id = c.customer_id AND l.status = 'ACTIVE' AND l.currency = c.currency`;
const COMPANY = `LEFT JOIN company k ON k.tenant_id = c.tenant_id AND k.company_id = c.company_id`;

const CUSTOMERS: BiView = {
  name: 'customers',
  comment:
    'Customers of the books with company, grade, limit and exposure, as of now; amounts are those in the customer’s own currency, nothing is converted.',
  columns: [
    ['customer_id', 'c.customer_id', 'Key of the customer.'],
    ['account', 'c.account', 'The code in the accounting software.'],
    ['name', 'c.name', 'The name in the books.'],
    ['currency', 'c.currency', 'ISO 4217 code of the amounts of the row.'],
    [
      'is_pooled',
      'c.is_pooled',
      'Whether the account pools many customers, so that it is no single company.',
    ],
    [
      'match_status',
      'c.match_status',
      'UNMATCHED, SUGGESTED, AUTOMATIC, CONFIRMED, POOLED or NO_CANDIDATE.',
    ],
    [
      'match_confidence',
      'c.match_confidence',
      'How sure the match with the company is, 0 to 1; null without one.',
    ],
    ['company_id', 'c.company_id', 'The company it is: joins bi.companies.'],
    ['siren', 'k.siren', 'The company’s SIREN.'],
    ['company_name', 'k.name', 'The company’s registered name.'],
    ['company_status', 'k.status', 'ACTIVE, CEASED or UNKNOWN, as the registries say.'],
    [
      'insolvency',
      'k.insolvency',
      'NONE, SAFEGUARD, RECEIVERSHIP, LIQUIDATION, PLAN or CLOSED, as published notices say.',
    ],
    ['grade', 'a.grade', 'A (safest) to E; null when not scored, see not_scored_because.'],
    ['score', 'a.score', '0 to 100, 100 the safest; null when not scored.'],
    [
      'probability_of_default',
      'a.probability_of_default',
      'Within twelve months, 0 to 1; null when not scored.',
    ],
    ['confidence', 'a.confidence', 'How much the assessment rests on: HIGH, MEDIUM, LOW or NONE.'],
    [
      'not_scored_because',
      `CASE WHEN a.customer_id IS NULL THEN 'NOT_ASSESSED' ELSE a.not_scored_because END`,
      'Code of why there is no grade; null with one.',
    ],
    ['assessed_at', 'a.assessed_at', 'When the assessment that holds was made (UTC).'],
    [
      'credit_limit',
      'major_units(l.limit_minor, l.currency)',
      'The limit in force, in units of the currency; null when none was decided, which is not zero.',
    ],
    ['credit_limit_from', 'l.effective_from', 'The day the limit came into force.'],
    ['credit_limit_review_on', 'l.review_on', 'The day the limit is to be reviewed.'],
    ['outstanding', amount('b.outstanding_minor'), 'Open receivables less credits, now.'],
    ['open_receivables', amount('b.open_minor'), 'Open claims, credits not deducted.'],
    [
      'unallocated',
      amount('b.credit_minor'),
      'Credits not set against a claim, as a positive amount.',
    ],
    [
      'overdue',
      amount('b.overdue_minor'),
      'Open claims past their due date today in the seller’s zone.',
    ],
    ['oldest_due_on', 'b.oldest_due_on', 'Due date of the oldest overdue claim; null without one.'],
    ['exposure', amount(EXPOSURE), 'Open claims less credits, never below zero.'],
    [
      'headroom',
      `major_units((l.limit_minor - ${EXPOSURE})::bigint, c.currency)`,
      'Limit less exposure, negative when exceeded; null without a limit.',
    ],
    [
      'utilisation',
      `trunc(${EXPOSURE} / nullif(l.limit_minor, 0), 4)`,
      'Exposure as a share of the limit, four decimals; null without a limit and for a limit of zero.',
    ],
    [
      'open_items_in_other_currencies',
      'b.other_items',
      'Open claims and credits in other currencies, which the amounts of the row leave out.',
    ],
  ],
  from: `customer c
  ${COMPANY}
  ${ASSESSMENT}
  ${LIMIT}
  LEFT JOIN LATERAL (
    SELECT sum(r.open_minor) FILTER (WHERE r.currency = c.currency) AS outstanding_minor,
      sum(r.open_minor) FILTER (WHERE r.open_minor > 0 AND r.currency = c.currency) AS open_minor,
      -sum(r.open_minor) FILTER (WHERE r.open_minor < 0 AND r.currency = c.currency) AS credit_minor,
      sum(r.open_minor) FILTER (WHERE r.open_minor > 0 AND r.due_on < ${TODAY} AND r.currency = c.currency) AS overdue_minor,
      min(r.due_on) FILTER (WHERE r.open_minor > 0 AND r.due_on < ${TODAY} AND r.currency = c.currency) AS oldest_due_on,
      count(*) FILTER (WHERE r.currency <> c.currency) AS other_items
    FROM open_item_today r
    WHERE r.tenant_id = c.tenant_id AND r.customer_id = c.customer_id
  ) b ON true`,
};

const part = (condition: string): string =>
  `sum(r.open_minor) FILTER (WHERE r.open_minor > 0 AND ${condition})`;
const inCurrency = (sql: string): string => `major_units(coalesce(${sql}, 0)::bigint, b.currency)`;

const AGED_BALANCE: BiView = {
  name: 'aged_balance',
  comment:
    'The aged balance today in the seller’s zone, by due date, as far as is known now: a row per customer and currency with something open. not_due, the four overdue buckets, undated and unallocated sum to outstanding. Other days, buckets and bases: bi.aged_balance_at.',
  columns: [
    ['customer_id', 'c.customer_id', 'The customer: joins bi.customers.'],
    ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
    ['customer_name', 'c.name', 'The customer’s name.'],
    ['company_id', 'c.company_id', 'The company it is: joins bi.companies.'],
    ['grade', 'a.grade', 'The customer’s current grade; null when not scored.'],
    ['as_of', TODAY, 'The day the ages are of: today in the seller’s zone.'],
    ['currency', 'b.currency', 'ISO 4217 code of the amounts of the row.'],
    ['not_due', inCurrency('b.not_due'), 'Open claims not past their due date.'],
    ['overdue_1_30', inCurrency('b.days_30'), 'Open claims 1 to 30 days past their due date.'],
    ['overdue_31_60', inCurrency('b.days_60'), 'Open claims 31 to 60 days past their due date.'],
    ['overdue_61_90', inCurrency('b.days_90'), 'Open claims 61 to 90 days past their due date.'],
    [
      'overdue_over_90',
      inCurrency('b.days_over'),
      'Open claims more than 90 days past their due date.',
    ],
    ['undated', inCurrency('b.undated'), 'Open claims without a due date.'],
    ['unallocated', inCurrency('b.unallocated'), 'Credits not set against a claim; not positive.'],
    ['outstanding', inCurrency('b.outstanding'), 'Everything open, credits deducted.'],
    ['overdue', inCurrency('b.overdue'), 'Sum of the four overdue buckets.'],
    ['oldest_due_on', 'b.oldest_due_on', 'Due date of the oldest overdue claim; null without one.'],
  ],
  from: `customer c
  ${ASSESSMENT}
  CROSS JOIN LATERAL (
    SELECT r.currency, ${part(`r.due_on >= ${TODAY}`)} AS not_due,
      ${part(`r.due_on BETWEEN ${TODAY} - 30 AND ${TODAY} - 1`)} AS days_30,
      ${part(`r.due_on BETWEEN ${TODAY} - 60 AND ${TODAY} - 31`)} AS days_60,
      ${part(`r.due_on BETWEEN ${TODAY} - 90 AND ${TODAY} - 61`)} AS days_90,
      ${part(`r.due_on < ${TODAY} - 90`)} AS days_over,
      ${part('r.due_on IS NULL')} AS undated,
      sum(r.open_minor) FILTER (WHERE r.open_minor < 0) AS unallocated,
      sum(r.open_minor) AS outstanding,
      ${part(`r.due_on < ${TODAY}`)} AS overdue,
      min(r.due_on) FILTER (WHERE r.open_minor > 0 AND r.due_on < ${TODAY}) AS oldest_due_on
    FROM open_item_today r
    WHERE r.tenant_id = c.tenant_id AND r.customer_id = c.customer_id
    GROUP BY r.currency
  ) b`,
};

export const CUSTOMER_VIEWS: readonly BiView[] = [CUSTOMERS, AGED_BALANCE];
