/** Balances grow day by day by what the day adds; flows and weights are sums over the days of a period. */
export const BALANCES = [
  'outstanding',
  'claims',
  'undated',
  'matured',
  'overdue',
  'overdue_30',
  'overdue_60',
  'overdue_90',
] as const;
const FLOWS = [
  'sales',
  'collected',
  'paid',
  'credited',
  'discounted',
  'written_off',
  'assigned',
  'compensated',
  'exchanged',
  'due',
  'due_paid',
  'due_written_off',
  'timed',
  'late',
] as const;
/** Sums of amount × days. */
const WEIGHTS = ['timed_days', 'late_days'] as const;

export type Balance = (typeof BALANCES)[number];
export type Flow = (typeof FLOWS)[number] | (typeof WEIGHTS)[number];
export type Measure = Balance | Flow;

/** What a day adds, measure by measure, in minor units of one currency. */
export const MEASURES: readonly Measure[] = [...BALANCES, ...FLOWS, ...WEIGHTS];

/** A measure's column in ledger_day. */
export function columnOf(measure: Measure): string {
  return measure === 'timed_days' || measure === 'late_days' ? measure : `${measure}_minor`;
}

/** Which claims contribute, and as known when. */
export interface ContributionScope {
  /** Condition on a receivable `r`, beyond its tenant. */
  claims: string;
  /** Placeholder of the instant, a timestamptz. */
  knownAt: string;
}

/**
 * A SELECT of currency, day and every measure: what claims contribute to each day as known at an instant. $1 is the tenant.
 * Every claim contributes by its own entries only, so contributions of sets of claims add up, and a claim that was
 * corrected is taken out and put in again.
 */
export function contributionSql(scope: ContributionScope): string {
  const measures = MEASURES.map((measure) => {
    const [part, value] = TOLD[measure];
    return `coalesce(sum(${value}) FILTER (WHERE part = '${part}'), 0) AS ${columnOf(measure)}`;
  });
  const days = Object.entries(DAYS).map(([part, day]) => `('${part}', ${day})`);
  return `SELECT currency, day, ${measures.join(', ')}
    FROM (${STEPS(scope)}) step, LATERAL (VALUES ${days.join(', ')}) p (part, day)
    WHERE day IS NOT NULL GROUP BY currency, day`;
}

/** The days on which something that happened to a claim counts; a claim is overdue from the day after its due date. */
const DAYS = {
  happened: 'effective_on',
  sold: 'sale_on',
  due: LATER('due_on'),
  overdue: LATER('due_on + 1'),
  overdue_30: LATER('due_on + 31'),
  overdue_60: LATER('due_on + 61'),
  overdue_90: LATER('due_on + 91'),
} as const;

/** Null for a claim without a due date: greatest() would leave the null out. */
function LATER(dueDay: string): string {
  return `CASE WHEN due_on IS NOT NULL THEN greatest(effective_on, ${dueDay}) END`;
}

/** On which of those days a measure is told, and what of it. */
const TOLD: Readonly<Record<Measure, readonly [part: keyof typeof DAYS, value: string]>> = {
  outstanding: ['happened', 'amount'],
  claims: ['happened', 'claim_step'],
  undated: ['happened', 'CASE WHEN due_on IS NULL THEN claim_step ELSE 0 END'],
  matured: ['due', 'claim_step'],
  overdue: ['overdue', 'claim_step'],
  overdue_30: ['overdue_30', 'claim_step'],
  overdue_60: ['overdue_60', 'claim_step'],
  overdue_90: ['overdue_90', 'claim_step'],
  sales: ['sold', 'sale'],
  collected: ['happened', 'collected'],
  paid: ['happened', 'payment'],
  credited: ['happened', 'credit'],
  discounted: ['happened', 'discount'],
  written_off: ['happened', 'write_off'],
  assigned: ['happened', 'assignment'],
  compensated: ['happened', 'compensation'],
  exchanged: ['happened', 'exchange'],
  due: ['due', 'claimed'],
  due_paid: ['due', 'payment + compensation'],
  due_written_off: ['due', 'write_off'],
  timed: ['happened', 'timed'],
  late: ['happened', 'CASE WHEN due_on IS NULL THEN 0 ELSE timed END'],
  timed_days: ['happened', 'timed_days'],
  late_days: ['happened', 'late_days'],
};

const SETTLING = {
  payment: 'PAYMENT',
  credit: 'CREDIT',
  discount: 'DISCOUNT',
  write_off: 'WRITE_OFF',
  assignment: 'ASSIGNMENT',
  compensation: 'COMPENSATION',
  exchange: 'EXCHANGE',
} as const;

const summed = (kind: string): string =>
  `coalesce(sum(e.amount_minor) FILTER (WHERE coalesce(e.reversed_kind, e.kind) = '${kind}'), 0)::bigint`;

/** What a claim said at the instant: the version that held then, else the row. */
const CLAIMS = ({ claims, knownAt }: ContributionScope): string => `
  SELECT r.receivable_id, r.currency, r.issued_on, coalesce(v.kind, r.kind) AS claim_kind,
    CASE WHEN v.receivable_id IS NULL THEN r.due_on ELSE v.due_on END AS due_on
  FROM receivable r LEFT JOIN LATERAL (
    SELECT o.receivable_id, o.kind, o.due_on FROM receivable_version o
    WHERE r.changed_at > ${knownAt} AND o.tenant_id = r.tenant_id AND o.receivable_id = r.receivable_id
      AND o.replaced_at > ${knownAt}
    ORDER BY o.replaced_at LIMIT 1
  ) v ON true
  WHERE r.tenant_id = $1 AND ${claims}`;

/** One row per claim and day on which something happened to it, corrections netted out. */
const MOVEMENTS = (scope: ContributionScope): string => `
  SELECT c.receivable_id, c.currency, c.issued_on, c.claim_kind, c.due_on, e.effective_on,
    sum(e.amount_minor)::bigint AS amount, ${summed('ISSUE')} AS issue,
    ${Object.entries(SETTLING)
      .map(([name, kind]) => `-${summed(kind)} AS ${name}`)
      .join(', ')}
  FROM (${CLAIMS(scope)}) c
  JOIN receivable_entry e ON e.tenant_id = $1 AND e.receivable_id = c.receivable_id AND e.recorded_at <= ${scope.knownAt}
  GROUP BY c.receivable_id, c.currency, c.issued_on, c.claim_kind, c.due_on, e.effective_on`;

/**
 * Money received before its claim was issued settles it on the day of issue but came in earlier, and a deposit is no
 * payment of an invoice. Only days on which a claim is both issued and paid look for where the money came from.
 */
const PREPAID = (knownAt: string): string => `
  SELECT coalesce(-sum(e.amount_minor) FILTER (WHERE p.account LIKE '419%'), 0)::bigint AS deposit,
    coalesce(-sum(e.amount_minor::numeric * (p.issued_on - e.effective_on)) FILTER (WHERE p.account NOT LIKE '419%'), 0) AS days
  FROM receivable_entry e JOIN receivable p ON p.tenant_id = $1 AND p.receivable_id = e.cause_id
  WHERE m.issue <> 0 AND m.payment > 0
    AND e.tenant_id = $1 AND e.receivable_id = m.receivable_id AND e.effective_on = m.effective_on
    AND e.recorded_at <= ${knownAt} AND coalesce(e.reversed_kind, e.kind) = 'PAYMENT'
    AND EXISTS (SELECT FROM receivable_entry k WHERE k.tenant_id = $1 AND k.receivable_id = p.receivable_id
      AND k.recorded_at <= ${knownAt})`;

/** Claims whose payment tells how long it takes; of an opening only if the books know what it stands for. */
const IS_TIMED = `(m.claim_kind = 'INVOICE' OR m.claim_kind IN ('OPENING', 'BILL') AND m.due_on IS NOT NULL)`;
/** Claims that are cash themselves: received without a claim to settle, sent back, or given back. */
const IS_CASH = `m.claim_kind IN ('PAYMENT_ON_ACCOUNT', 'RETURNED_PAYMENT', 'REFUND')`;
const IS_SALE = `m.claim_kind IN ('INVOICE', 'CREDIT_NOTE')`;

/** Open is what of the running sum is above zero, whatever a claim goes through. */
const CLAIM_STEPS = (scope: ContributionScope): string => `
  SELECT m.*, greatest(balance, 0) - greatest(balance - amount, 0) AS claim_step,
    CASE WHEN ${IS_TIMED} THEN greatest(payment, 0) - coalesce(prepaid.deposit, 0) ELSE 0 END AS timed,
    CASE WHEN ${IS_TIMED} THEN coalesce(prepaid.days, 0) ELSE 0 END AS days_before
  FROM (
    SELECT *, (sum(amount) OVER (PARTITION BY receivable_id ORDER BY effective_on))::bigint AS balance
    FROM (${MOVEMENTS(scope)}) movement
  ) m LEFT JOIN LATERAL (${PREPAID(scope.knownAt)}) prepaid ON true`;

/** Amount × days since; an amount times days may be beyond a bigint. */
const WEIGHTED = (since: string): string =>
  `sum(timed::numeric * (effective_on - ${since}) + days_before) FILTER (WHERE timed <> 0 OR days_before <> 0)`;

/** Claims that go the same way together: there are few ways, and each is spread over its days once. */
const STEPS = (scope: ContributionScope): string => `
  SELECT currency, effective_on, due_on, sale_on, sum(amount) AS amount, sum(claim_step) AS claim_step,
    sum(issue) FILTER (WHERE sale_on IS NOT NULL) AS sale, sum(greatest(issue, 0)) AS claimed,
    sum(payment - CASE WHEN is_cash THEN issue ELSE 0 END) AS collected,
    ${Object.keys(SETTLING)
      .map((name) => `sum(greatest(${name}, 0)) AS ${name}`)
      .join(', ')},
    sum(timed) AS timed, ${WEIGHTED('issued_on')} AS timed_days, ${WEIGHTED('due_on')} AS late_days
  FROM (
    SELECT m.*, CASE WHEN ${IS_SALE} AND issue <> 0 THEN issued_on END AS sale_on, ${IS_CASH} AS is_cash
    FROM (${CLAIM_STEPS(scope)}) m
  ) claim_day
  GROUP BY currency, effective_on, due_on, sale_on`;
