import { bugError, minorMin, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { customerFigures, type CustomerFigures } from '../ledger';
import type {
  Grade,
  HeldAssessment,
  HeldEffects,
  LimitEffect,
  SourceTerms,
  StatementFacts,
} from '../scoring';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import { exposuresNow, totalMinorOf, type ExposureParts } from './exposure';
import type {
  CurrentLimit,
  GroupFacts,
  LimitAccounts,
  LimitInput,
  LimitSourceTerms,
} from './limit-types';
import type { SegmentFacts } from './policies/credit-policy';
import { groupsOf, type CustomerGroup } from './read-groups';
import {
  opinionsIn,
  readOpinions,
  type CompanyOpinions,
  type ShippedBefore,
} from './read-opinions';
import { readShippedBefore } from './read-run-off';
import { segmentFactsSql } from './segment-facts';

/** One customer with what its limit is decided from. */
export interface LimitCase {
  readonly customerId: string;
  readonly input: LimitInput;
}

export interface LimitDay {
  asOf: LocalDate;
  /** The moment of that day: what is reserved until then counts. */
  at: Date;
  /** Of the whole portfolio; 0 when nothing was sold. */
  sellerSales12mMinor: bigint;
  /** The policy caps no groups: who belongs to which is not looked up. */
  ignoresGroups?: boolean;
  /** Figures of these customers that were read in the same transaction; absent: they are read. */
  figures?: ReadonlyMap<string, CustomerFigures>;
  /** Assessments of all these customers that were made in the same transaction; absent: they are read. */
  held?: ReadonlyMap<string, HeldAssessment>;
}

/**
 * What the limits of these customers are decided from, by customer id: who decides under locks, and who only previews, read
 * the same. The caller's transaction sees one state of the books if it wants one.
 */
export async function readLimitCases(
  tx: Transaction,
  ids: readonly string[],
  day: LimitDay,
): Promise<LimitCase[]> {
  const rows = await readRows(tx, ids, day);
  const byCustomer = day.figures ?? (await figuresOf(tx, ids, day.asOf));
  const exposures = await exposuresNow(tx, ids, day);
  const companyIds = rows.flatMap(({ companyId }) => companyId ?? []);
  const opinions = await readOpinions(tx, companyIds, day.asOf);
  const shippedBefore = await readShippedBefore(
    tx,
    rows.map((row) => ({ ...row, opinions: opinions.get(row.companyId ?? '') })),
    day.asOf,
  );
  const isUngrouped = day.ignoresGroups ?? false;
  const groups = await groupsOf(tx, isUngrouped ? [] : ids, { asOf: day.asOf });
  const sales = await salesOfGroups(tx, day.asOf, { groups, known: byCustomer });
  return rows.map((row) => {
    const figure = byCustomer.get(row.customerId);
    if (figure === undefined) throw bugError('ASSERTION_FAILED', 'a customer has no figures');
    const group = groups.get(row.customerId) ?? null;
    const facts: CaseFacts = {
      ...{ row, figure, group, exposure: exposures.get(row.customerId) },
      opinions: opinions.get(row.companyId ?? ''),
      shippedBefore: shippedBefore(row.customerId),
      groupSales: group === null ? null : (sales.get(`${group.key} ${row.currency}`) ?? null),
    };
    return { customerId: row.customerId, input: toInput(facts, day) };
  });
}

/** What was just assessed need not be unpacked again. */
async function readRows(
  tx: Transaction,
  ids: readonly string[],
  { asOf, held }: LimitDay,
): Promise<LimitRow[]> {
  const sql = held === undefined ? ROWS_ASSESSED : ROWS;
  const rows = await tx.query<LimitRow>(sql, [tx.tenantId, [...ids], asOf]);
  return held === undefined ? rows : rows.map((row) => ({ ...row, ...held.get(row.customerId) }));
}

async function figuresOf(
  tx: Transaction,
  ids: readonly string[],
  asOf: LocalDate,
): Promise<Map<string, CustomerFigures>> {
  const figures = await customerFigures(tx, asOf, ids);
  return new Map(figures.map((row) => [row.customerId, row]));
}

interface CaseFacts {
  row: LimitRow;
  figure: CustomerFigures;
  exposure: ExposureParts | undefined;
  opinions: CompanyOpinions | undefined;
  shippedBefore: ShippedBefore;
  group: CustomerGroup | null;
  groupSales: bigint | null;
}

/** Sales of 12 months by group and currency; only of groups of several customers, and what is not known yet is read. */
async function salesOfGroups(
  tx: Transaction,
  asOf: LocalDate,
  of: {
    groups: ReadonlyMap<string, CustomerGroup>;
    known: ReadonlyMap<string, CustomerFigures>;
  },
): Promise<Map<string, bigint>> {
  const several = [...new Set(of.groups.values())].filter(({ members }) => members.length > 1);
  const strangers = several.flatMap(({ members }) =>
    members.flatMap(({ customerId }) => (of.known.has(customerId) ? [] : [customerId])),
  );
  const more = strangers.length === 0 ? [] : await customerFigures(tx, asOf, strangers);
  const figures = new Map([...of.known, ...more.map((row) => [row.customerId, row] as const)]);
  const sales = new Map<string, bigint>();
  for (const { key, members } of several) {
    for (const { customerId, currency } of members) {
      const place = `${key} ${currency}`;
      const own = BigInt(figures.get(customerId)?.sales12mMinor ?? 0);
      sales.set(place, (sales.get(place) ?? 0n) + (own > 0n ? own : 0n));
    }
  }
  return sales;
}

interface LimitRow {
  customerId: string;
  companyId: string | null;
  currency: string;
  segmentFacts: SegmentFacts;
  grade: Grade | null;
  overrideEffect: LimitEffect | null;
  /** Null, or absent, without any. */
  furtherEffects?: HeldEffects['furtherEffects'] | null;
  statement: StatementFacts | null;
  activeMinor: string | null;
  activePolicyVersion: string | null;
  activeReviewOn: LocalDate | null;
  activeEffectiveTo: LocalDate | null;
  proposedMinor: string | null;
  isPersonsProposalPending: boolean;
  rejectedMinor: string | null;
  euroRate: string | null;
  books: LimitInput['books'] | null;
}

function toInput({ row, figure: figures, ...facts }: CaseFacts, when: LimitDay): LimitInput {
  const exposureMinor = facts.exposure === undefined ? 0n : totalMinorOf(facts.exposure);
  // Credits lower what is owed, whatever was shipped when.
  const owed: ShippedBefore = (day) => minorMin(exposureMinor, facts.shippedBefore(day));
  const opinions = opinionsIn(row.currency, facts.opinions, owed);
  const paid = BigInt(figures.paidAmountMinor);
  return {
    asOf: when.asOf,
    currency: row.currency,
    segmentFacts: row.segmentFacts,
    grade: row.grade,
    overrideEffect: row.overrideEffect,
    ...(row.furtherEffects == null ? {} : { furtherEffects: row.furtherEffects }),
    sales12mMinor: figures.hasReceivables ? BigInt(figures.sales12mMinor) : null,
    paymentTermsDays: figures.paymentTermsDays,
    averageDaysLate:
      paid > 0n ? Number((BigInt(figures.weightedDaysLate) * 100n) / paid) / 100 : null,
    accounts: row.statement === null ? null : toAccounts(row.statement),
    highestCreditPaidOnTimeMinor: bigintOrNull(figures.highestCreditPaidOnTimeMinor),
    covers: opinions.covers,
    bureauLimitMinor: opinions.bureauLimitMinor,
    sellerSales12mMinor: when.sellerSales12mMinor > 0n ? when.sellerSales12mMinor : null,
    group: toGroup(facts.group, facts.groupSales),
    euroRate: row.euroRate,
    ...(row.books == null ? {} : { books: row.books }),
    exposureMinor,
    current: toCurrent(row),
    proposedMinor: bigintOrNull(row.proposedMinor),
    isPersonsProposalPending: row.isPersonsProposalPending,
    rejectedMinor: bigintOrNull(row.rejectedMinor),
    sourceTerms: toSourceTerms(row, opinions, facts.group),
  };
}

function toGroup(group: CustomerGroup | null, sales: bigint | null): GroupFacts | null {
  if (group === null || group.members.length < 2 || sales === null) return null;
  return { members: group.members.length, sales12mMinor: sales };
}

function toSourceTerms(
  row: LimitRow,
  opinions: ReturnType<typeof opinionsIn>,
  group: CustomerGroup | null,
): LimitSourceTerms {
  const named = (
    source: keyof LimitSourceTerms,
    terms: SourceTerms | null | undefined,
  ): LimitSourceTerms => (terms === null || terms === undefined ? {} : { [source]: terms });
  return {
    ...named('accounts', row.statement?.terms),
    ...named('covers', opinions.coverTerms),
    ...named('bureau', opinions.bureauTerms),
    ...named('group', group?.terms),
  };
}

function toAccounts(statement: StatementFacts): LimitAccounts {
  const { items, months } = statement;
  const turnover = bigintOrNull(items.turnover ?? null);
  return {
    equityMinor: bigintOrNull(items.equity ?? null),
    intangibleAssetsMinor: bigintOrNull(items.intangibleAssets ?? null),
    turnoverMinor: turnover === null ? null : (turnover * 12n) / BigInt(months ?? 12),
    tradePayablesMinor: bigintOrNull(items.tradePayables ?? null),
  };
}

function toCurrent(row: LimitRow): CurrentLimit | null {
  if (row.activeMinor === null) return null;
  return {
    limitMinor: BigInt(row.activeMinor),
    // A proposal that a person approved is still the policy's, which may cut it again.
    decidedBy: row.activePolicyVersion === MANUAL_POLICY_VERSION ? 'PERSON' : 'POLICY',
    reviewOn: row.activeReviewOn,
    expiresOn: row.activeEffectiveTo,
  };
}

function bigintOrNull(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

/** For so long the policy does not ask again for what a person has refused. */
export const REFUSAL_HOLDS_DAYS = 90;

/** As the assessment itself names them: each once, by name, and only what the first rule does not do. */
const FURTHER_EFFECTS = `(
      SELECT array_agg(DISTINCT o ->> 'limitEffect' ORDER BY o ->> 'limitEffect')
      FROM jsonb_array_elements(a.decision -> 'furtherOverrides') o
      WHERE o ->> 'limitEffect' NOT IN ('NONE', a.decision #>> '{override,limitEffect}'))`;

const ASSESSED = {
  columns: `a.grade, a.decision #>> '{override,limitEffect}' AS "overrideEffect",
    CASE WHEN a.decision ? 'furtherOverrides' THEN ${FURTHER_EFFECTS} END AS "furtherEffects",
    (SELECT s FROM jsonb_array_elements(a.inputs -> 'statements') AS s
     WHERE s ->> 'sourceKey' = a.decision ->> 'statementKey' LIMIT 1) AS statement`,
  join: 'LEFT JOIN credit_assessment a ON a.tenant_id = $1 AND a.customer_id = c.customer_id AND a.is_current',
};
const NOT_ASSESSED = {
  columns: 'NULL AS grade, NULL AS "overrideEffect", NULL AS statement',
  join: '',
};

const rowsSql = (assessed: { columns: string; join: string }): string => `
  WITH rate AS MATERIALIZED (SELECT x.currency, x.rate, x.source FROM exchange_rates_at($3::date, 'infinity') x)
  SELECT c.customer_id AS "customerId", c.company_id AS "companyId", c.currency,
    ${segmentFactsSql('$3')} AS "segmentFacts", ${assessed.columns},
    l.limit_minor AS "activeMinor", l.policy_version AS "activePolicyVersion", l.review_on AS "activeReviewOn",
    l.effective_to AS "activeEffectiveTo",
    CASE WHEN p.policy_version <> '${MANUAL_POLICY_VERSION}' THEN p.limit_minor END AS "proposedMinor",
    coalesce(p.policy_version = '${MANUAL_POLICY_VERSION}', false) AS "isPersonsProposalPending",
    (SELECT n.limit_minor FROM credit_limit n
     WHERE n.tenant_id = $1 AND n.customer_id = c.customer_id AND n.status = 'REJECTED'
       AND n.policy_version <> '${MANUAL_POLICY_VERSION}'
       AND n.decided_at > $3::date - interval '${REFUSAL_HOLDS_DAYS} days'
     ORDER BY n.decided_at DESC LIMIT 1) AS "rejectedMinor",
    (SELECT x.rate::text FROM rate x WHERE x.currency = c.currency AND x.source IS NOT NULL) AS "euroRate",
    (SELECT jsonb_build_object('currency', t.books_currency, 'euroRate', x.rate::text)
     FROM tenant t LEFT JOIN rate x ON x.currency = t.books_currency AND x.source IS NOT NULL
     WHERE t.tenant_id = $1 AND t.books_currency <> 'EUR') AS books
  FROM customer c
  LEFT JOIN company m ON m.tenant_id = $1 AND m.company_id = c.company_id
  ${assessed.join}
  LEFT JOIN credit_limit l ON l.tenant_id = $1 AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
  LEFT JOIN credit_limit p ON p.tenant_id = $1 AND p.customer_id = c.customer_id AND p.status = 'PROPOSED'
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2) ORDER BY c.customer_id`;
const ROWS = rowsSql(NOT_ASSESSED);
const ROWS_ASSESSED = rowsSql(ASSESSED);
