import type { LegalEventKind } from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { customerFigures, type CustomerFigures, type OpenPortfolio } from '../ledger';
import { exposuresNow, policyInForce, totalMinorOf } from '../limits';
import {
  strictestTerms,
  termsBeside,
  type Grade,
  type InsolvencyKind,
  type SourceTerms,
} from '../scoring';
import { knownInside, termsInside } from '../unify';
import type { CustomerRiskView } from './alert-types';
import {
  BEHAVIOUR_COLUMNS,
  BEHAVIOUR_JOINS,
  readBehaviourSignals,
  type BehaviourRow,
} from './read-behaviour-signals';
import { readCompanySignals } from './read-company-signals';
import { NEWS_DAYS } from './rules/news';

interface RiskRow extends BehaviourRow {
  name: string;
  grade: Grade | null;
  previousGrade: Grade | null;
  gradeChangedOn: LocalDate | null;
  siren: string | null;
  insolvency: InsolvencyKind | null;
  noticeKey: string | null;
  noticeKind: LegalEventKind | null;
  noticePublishedOn: LocalDate | null;
  noticeTitle: string | null;
  openedPublishedOn: LocalDate | null;
  ceasedOn: LocalDate | null;
  companyStatus: string | null;
  struckOffOn: LocalDate | null;
  struckOffEventKey: string | null;
  /** What of it is known under terms: of the notice, of the striking off, of the filing. */
  noticeTerms: SourceTerms[] | null;
  struckOffTerms: SourceTerms[] | null;
  accountsTerms: SourceTerms | null;
  limitMinor: string | null;
  exceptionMinor: string;
  policyCutAtMinor: string | null;
  accountsKey: string | null;
  accountsClosedOn: LocalDate | null;
}

interface ReturnedRow {
  customerId: string;
  sourceKey: string;
  on: LocalDate;
  amountMinor: string;
}

/** What the rules see of each customer, read in sets. */
export async function readRiskViews(
  tx: Transaction,
  ids: readonly string[],
  now: {
    today: LocalDate;
    at: Date;
    figures?: ReadonlyMap<string, CustomerFigures>;
    exposures?: ReadonlyMap<string, bigint>;
    portfolio?: ReadonlyMap<string, OpenPortfolio>;
  },
): Promise<CustomerRiskView[]> {
  const { today } = now;
  const rows = await tx.query<RiskRow>(ROWS, [tx.tenantId, [...ids], today, now.at]);
  const byCustomer = now.figures ?? (await figuresOf(tx, ids, today));
  const returned = await returnedPayments(tx, byCustomer.values(), today);
  const exposures = now.exposures ?? (await totalsOf(tx, ids, now));
  const policy = await policyInForce(tx, today);
  const { alerts: thresholds } = policy;
  const companies = await readCompanySignals(tx, ids, { today, policy });
  const behaviours = await readBehaviourSignals(tx, rows, { ...now, figures: byCustomer });
  return rows.flatMap((row) => {
    const figure = byCustomer.get(row.customerId);
    const exposureMinor = exposures.get(row.customerId);
    const behaviour = behaviours.get(row.customerId);
    const company = companies.get(row.customerId);
    if (figure === undefined || exposureMinor === undefined) return [];
    if (behaviour === undefined || company === undefined) return [];
    const returnedPayments = returned.get(row.customerId) ?? [];
    const view = { ...toView(row, figure), returnedPayments, exposureMinor, behaviour, company };
    return [{ today, thresholds, ...view }];
  });
}

async function totalsOf(
  tx: Transaction,
  ids: readonly string[],
  { today, at }: { today: LocalDate; at: Date },
): Promise<Map<string, bigint>> {
  const exposures = await exposuresNow(tx, ids, { asOf: today, at });
  return new Map([...exposures].map(([id, parts]) => [id, totalMinorOf(parts)]));
}

/** The latest returned payments by customer id; looked up only of those whose figures count any. */
async function returnedPayments(
  tx: Transaction,
  figures: Iterable<CustomerFigures>,
  today: LocalDate,
): Promise<Map<string, ReturnedPayment[]>> {
  const ids: string[] = [];
  for (const { customerId, returnedPayments12m } of figures) {
    if (returnedPayments12m > 0) ids.push(customerId);
  }
  const payments = new Map<string, ReturnedPayment[]>();
  if (ids.length === 0) return payments;
  for (const row of await tx.query<ReturnedRow>(RETURNED, [tx.tenantId, ids, today])) {
    const { customerId, sourceKey, on, amountMinor } = row;
    const known = payments.get(customerId) ?? [];
    known.push({ sourceKey, on, amountMinor: BigInt(amountMinor) });
    payments.set(customerId, known);
  }
  return payments;
}

async function figuresOf(
  tx: Transaction,
  ids: readonly string[],
  today: LocalDate,
): Promise<Map<string, CustomerFigures>> {
  const figures = await customerFigures(tx, today, ids);
  return new Map(figures.map((row) => [row.customerId, row]));
}

type ReturnedPayment = CustomerRiskView['returnedPayments'][number];
type ReadBeside = 'returnedPayments' | 'exposureMinor' | 'behaviour' | 'company';

function toView(
  row: RiskRow,
  figures: CustomerFigures,
): Omit<CustomerRiskView, 'today' | 'thresholds' | ReadBeside> {
  return {
    customerId: row.customerId,
    customerName: row.name,
    currency: row.currency,
    grade: gradeView(row),
    insolvency: insolvencyView(row),
    struckOff: struckOffView(row),
    limitMinor: row.limitMinor === null ? null : BigInt(row.limitMinor),
    exceptionMinor: BigInt(row.exceptionMinor),
    policyCutAtMinor: row.policyCutAtMinor === null ? null : BigInt(row.policyCutAtMinor),
    overdueMinor: BigInt(figures.overdueMinor),
    overdueOver30Minor: BigInt(figures.overdueOver30Minor),
    maxDaysOverdue: figures.maxDaysOverdue,
    oldestOverdue: oldestOverdue(figures),
    wasSeriouslyLateBefore: figures.wasPaidSeriouslyLate,
    latestAccounts:
      row.accountsKey === null || row.accountsClosedOn === null
        ? null
        : {
            sourceKey: row.accountsKey,
            closedOn: row.accountsClosedOn,
            ...termsBeside(row.accountsTerms),
          },
  };
}

function gradeView(row: RiskRow): CustomerRiskView['grade'] {
  if (row.grade === null || row.gradeChangedOn === null) return null;
  return {
    current: row.grade,
    previous: row.previousGrade,
    changedOn: row.gradeChangedOn,
    score: row.score,
  };
}

function insolvencyView(row: RiskRow): CustomerRiskView['insolvency'] {
  const { insolvency, noticeKey, noticeKind, noticePublishedOn } = row;
  if (
    insolvency === null ||
    noticeKey === null ||
    noticeKind === null ||
    noticePublishedOn === null
  )
    return null;
  return {
    kind: insolvency,
    event: noticeKind,
    noticeKey,
    publishedOn: noticePublishedOn,
    openedPublishedOn: row.openedPublishedOn,
    title: row.noticeTitle ?? noticeKind,
    ...termsBeside(strictestTerms(row.noticeTerms)),
  };
}

function struckOffView(row: RiskRow): CustomerRiskView['struckOff'] {
  const terms = termsBeside(strictestTerms(row.struckOffTerms));
  if (row.struckOffEventKey !== null)
    return { sourceKey: row.struckOffEventKey, on: row.struckOffOn, ...terms };
  if (row.companyStatus === 'CEASED' && row.siren !== null)
    return { sourceKey: row.siren, on: row.ceasedOn, ...terms };
  return null;
}

function oldestOverdue(figures: CustomerFigures): CustomerRiskView['oldestOverdue'] {
  const { oldestOverdueId, oldestOverdueNumber, oldestOverdueDueOn, oldestOverdueOpenMinor } =
    figures;
  if (oldestOverdueId === null || oldestOverdueDueOn === null) return null;
  return {
    sourceKey: oldestOverdueId,
    number: oldestOverdueNumber ?? '',
    dueOn: oldestOverdueDueOn,
    isDueDateAssumed: figures.isOldestOverdueAssumed,
    openMinor: BigInt(oldestOverdueOpenMinor ?? '0'),
  };
}

/** While they are news; the figures count those of a year. */
const RETURNED = `
  SELECT customer_id AS "customerId", receivable_id AS "sourceKey", issued_on AS "on",
    total_minor::text AS "amountMinor"
  FROM receivable
  WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND kind = 'RETURNED_PAYMENT' AND total_minor > 0
    AND issued_on >= $3::date - ${NEWS_DAYS}
  ORDER BY customer_id, issued_on, receivable_id`;

function known(key: string, column: string, as: { path?: string; type?: string } = {}): string {
  const { type = 'text', ...rest } = as;
  return knownInside('m', { key, column, type, today: '$3::date', ...rest });
}

const ROWS = `
  SELECT c.customer_id AS "customerId", coalesce(m.name, c.name) AS name, c.currency, a.grade, a.score,
    a.grade_state ->> 'lastChangedOn' AS "gradeChangedOn", g.grade AS "previousGrade", m.siren,
    k.insolvency, k.notice_terms AS "noticeTerms", k.struck_off_terms AS "struckOffTerms", f.terms AS "accountsTerms",
    n.source_key AS "noticeKey", n.kind AS "noticeKind", n.published_on AS "noticePublishedOn", n.title AS "noticeTitle",
    o.published_on AS "openedPublishedOn", k.ceased_on AS "ceasedOn", k.status AS "companyStatus",
    k.struck_off_on AS "struckOffOn", k.struck_off_key AS "struckOffEventKey", l.limit_minor AS "limitMinor",
    CASE WHEN (l.inputs ->> 'exposureMinor')::bigint > l.limit_minor
      THEN l.inputs ->> 'exposureMinor' END AS "policyCutAtMinor",
    coalesce(x.ceiling_minor, 0)::text AS "exceptionMinor",
    f.source_key AS "accountsKey", f.closed_on AS "accountsClosedOn",
    ${BEHAVIOUR_COLUMNS}
  FROM customer c
  LEFT JOIN company m ON m.tenant_id = $1 AND m.company_id = c.company_id
  LEFT JOIN LATERAL (
    SELECT ${known('insolvency', 'insolvency', { path: 'kind' })} AS insolvency,
      ${known('insolvency', 'insolvency_event_key', { path: 'eventKey' })} AS notice_key,
      ${known('struck_off_on', 'struck_off_on', { path: 'on', type: 'date' })} AS struck_off_on,
      ${known('struck_off_on', 'struck_off_event_key', { path: 'eventKey' })} AS struck_off_key,
      ${known('status', 'status')} AS status, ${known('ceased_on', 'ceased_on', { type: 'date' })} AS ceased_on,
      ${termsInside('m', ['insolvency'], '$3::date')} AS notice_terms,
      ${termsInside('m', ['struck_off_on', 'status', 'ceased_on'], '$3::date')} AS struck_off_terms
    WHERE m.company_id IS NOT NULL) k ON true
  LEFT JOIN LATERAL (
    SELECT e.source_key, e.kind, e.published_on, e.title FROM legal_event e
    WHERE k.notice_key IS NOT NULL AND e.tenant_id = $1 AND e.company_id = m.company_id AND e.source_key = k.notice_key
  ) n ON true
  LEFT JOIN LATERAL (
    SELECT max(e.published_on) AS published_on FROM legal_event e
    WHERE n.published_on IS NOT NULL AND e.tenant_id = $1 AND e.company_id = m.company_id
      AND e.published_on <= n.published_on AND e.kind IN ('SAFEGUARD_OPENED', 'RECEIVERSHIP_OPENED', 'LIQUIDATION_OPENED')
      AND e.relation IS NULL AND coalesce(e.expires_on > $3::date, true)
  ) o ON true
  LEFT JOIN credit_assessment a ON a.tenant_id = $1 AND a.customer_id = c.customer_id AND a.is_current
  LEFT JOIN LATERAL (
    SELECT p.grade FROM credit_assessment p
    WHERE p.tenant_id = $1 AND p.customer_id = c.customer_id AND NOT p.is_current AND p.grade IS NOT NULL
      AND p.grade <> a.grade
    ORDER BY p.assessed_at DESC LIMIT 1
  ) g ON true
  LEFT JOIN credit_limit l ON l.tenant_id = $1 AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
  LEFT JOIN LATERAL (
    SELECT max(e.ceiling_minor) AS ceiling_minor FROM exception_grant e
    WHERE e.tenant_id = $1 AND e.customer_id = c.customer_id AND e.kind = 'LIMIT_EXCEEDED' AND e.currency = c.currency
      AND e.revoked_at IS NULL AND e.expires_at > $4::timestamptz
  ) x ON true
  LEFT JOIN LATERAL (
    SELECT source_key, closed_on, CASE WHEN use_restriction <> 'NONE' THEN jsonb_build_object('restriction',
      use_restriction, 'connector', connector_id) END AS terms
    FROM (
      SELECT s.source_key, s.closed_on, s.use_restriction, s.connector_id FROM financial_statement s
      WHERE s.tenant_id = $1 AND s.company_id = m.company_id AND coalesce(s.expires_on > $3::date, true)
      UNION ALL
      SELECT e.source_key, e.accounts_closed_on, e.use_restriction, e.connector_id FROM legal_event e
      WHERE e.tenant_id = $1 AND e.company_id = m.company_id AND e.kind = 'ACCOUNTS_FILED'
        AND e.accounts_closed_on IS NOT NULL AND coalesce(e.expires_on > $3::date, true)
    ) filed ORDER BY closed_on DESC, use_restriction <> 'NONE', source_key LIMIT 1
  ) f ON true
  ${BEHAVIOUR_JOINS}
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2)
  ORDER BY c.customer_id`;
