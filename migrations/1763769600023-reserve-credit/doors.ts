import { CUSTOMER_VIEWS } from '../1763769600010-open-bi/customer-views';
import { viewSql, type BiColumn, type BiView } from '../1763769600010-open-bi/view-sql';

const NOW = '(SELECT bi.now())';
const TODAY = '(SELECT bi.today())';

const EXPOSURE =
  'greatest(coalesce(b.open_minor, 0) - coalesce(b.credit_minor, 0) + coalesce(s.reserved_minor, 0), 0)';
const amount = (sql: string): string => `major_units(coalesce(${sql}, 0)::bigint, c.currency)`;

/** What is set aside counts from here on; the columns keep their names and places. */
const REDEFINED: Readonly<Record<string, readonly [sql: string, comment: string]>> = {
  exposure: [
    amount(EXPOSURE),
    'Open claims less credits, plus what is reserved for orders; never below zero.',
  ],
  headroom: [
    `major_units((CASE WHEN l.frozen_from <= ${TODAY} THEN least(l.limit_minor - ${EXPOSURE}, 0)
      ELSE l.limit_minor - ${EXPOSURE} END)::bigint, c.currency)`,
    'Limit less exposure, negative when exceeded and never positive while the limit is frozen; null without a limit.',
  ],
  utilisation: [
    `trunc(${EXPOSURE} / nullif(l.limit_minor, 0), 4)`,
    'Exposure as a share of the limit, four decimals; null without a limit and for a limit of zero.',
  ],
};

const RESERVED: BiColumn = [
  'reserved',
  amount('s.reserved_minor'),
  'Credit set aside for orders that are not invoiced yet.',
];

const RESERVED_JOIN = `
  LEFT JOIN LATERAL (
    SELECT sum(v.amount_minor) AS reserved_minor FROM counting_reservations(${NOW}, ${TODAY}) v
    WHERE v.tenant_id = c.tenant_id AND v.customer_id = c.customer_id AND v.currency = c.currency
  ) s ON true`;

/** bi.customers as it was, with what is reserved. */
function withReserved(view: BiView): string {
  const columns = view.columns.map(([name, sql, comment]): BiColumn => {
    const [newSql, newComment] = REDEFINED[name] ?? [sql, comment];
    return [name, newSql, newComment];
  });
  const widened = { ...view, columns: [...columns, RESERVED], from: view.from + RESERVED_JOIN };
  return viewSql(widened).replace('CREATE VIEW', 'CREATE OR REPLACE VIEW');
}

const CUSTOMER: readonly BiColumn[] = [
  ['customer_id', 'v.customer_id', 'The customer: joins bi.customers.'],
  ['customer_account', 'c.account', 'The customer’s code in the accounting software.'],
  ['customer_name', 'c.name', 'The customer’s name.'],
];
const JOIN = 'JOIN customer c ON c.tenant_id = v.tenant_id AND c.customer_id = v.customer_id';

const VIEWS: readonly BiView[] = [
  {
    name: 'credit_reservations',
    comment: 'Credit set aside for orders, also what no longer counts.',
    columns: [
      ['credit_reservation_id', 'v.credit_reservation_id', 'Key of the reservation.'],
      ...CUSTOMER,
      ['amount', 'major_units(v.amount_minor, v.currency)', 'What was set aside.'],
      ['currency', 'v.currency', 'ISO 4217 code of the amount.'],
      ['reference', 'v.reference', 'The order.'],
      [
        'status',
        `reservation_status(v, ${NOW}, ${TODAY})`,
        'RESERVED, COMMITTED, INVOICED, RELEASED or EXPIRED, now.',
      ],
      ['created_by', 'v.created_by', 'Who reserved.'],
      ['created_at', 'v.created_at', 'When it was reserved (UTC).'],
      ['expires_at', 'v.expires_at', 'When it ends unless committed (UTC).'],
      ['committed_at', 'v.committed_at', 'When the order became firm (UTC).'],
      ['invoice_number', 'v.invoice_number', 'The invoice it was said to become.'],
      ['counts_until', 'v.counts_until', 'Until when it counts unless invoiced before (UTC).'],
      ['released_at', 'v.released_at', 'When it was given back (UTC).'],
    ],
    from: `credit_reservation v ${JOIN}`,
  },
  {
    name: 'supply_holds',
    comment: 'Customers not to be supplied, and those that were not.',
    columns: [
      ['supply_hold_id', 'v.supply_hold_id', 'Key of the hold.'],
      ...CUSTOMER,
      ['reason_code', 'v.reason_code', 'Why, as a code.'],
      ['reason', 'v.reason', 'Why, in words.'],
      ['scope', 'v.scope', 'NEW_ORDERS or ALL.'],
      ['release_plan', 'v.release_plan', 'What must happen for it to be lifted.'],
      ['placed_by', 'v.placed_by', 'Who placed it.'],
      ['placed_at', 'v.placed_at', 'When it was placed (UTC).'],
      ['lifted_by', 'v.lifted_by', 'Who lifted it; null while it holds.'],
      ['lifted_at', 'v.lifted_at', 'When it was lifted (UTC); null while it holds.'],
      ['lift_reason', 'v.lift_reason', 'Why it was lifted.'],
    ],
    from: `supply_hold v ${JOIN}`,
  },
  {
    name: 'exception_grants',
    comment: 'The register of exceptions.',
    columns: [
      ['exception_grant_id', 'v.exception_grant_id', 'Key of the exception.'],
      ...CUSTOMER,
      ['kind', 'v.kind', 'LIMIT_EXCEEDED, TERMS or HOLD.'],
      ['reason', 'v.reason', 'Why.'],
      ['terms', 'v.terms', 'What was granted beside the terms agreed; TERMS only.'],
      ['ceiling', 'major_units(v.ceiling_minor, v.currency)', 'Up to how much; null for TERMS.'],
      ['currency', 'v.currency', 'ISO 4217 code of the ceiling.'],
      ['is_one_shot', 'v.is_one_shot', 'Whether it may be used once only.'],
      ['expires_at', 'v.expires_at', 'Until when it may be used (UTC).'],
      ['requested_by', 'v.requested_by', 'Who asked for it.'],
      ['granted_by', 'v.granted_by', 'Who granted it.'],
      ['granted_at', 'v.granted_at', 'When it was granted (UTC).'],
      ['customer_told_by', 'v.customer_told_by', 'Who told the customer that it is an exception.'],
      ['customer_told_on', 'v.customer_told_on', 'When the customer was told.'],
      ['used_by', 'v.used_by', 'The reservation that used it last.'],
      ['used_at', 'v.used_at', 'When it was used last (UTC).'],
      ['revoked_at', 'v.revoked_at', 'When it was taken back (UTC).'],
    ],
    from: `exception_grant v ${JOIN}`,
  },
];

export const DOORS = [
  `
-- One request of the hub speaks of one instant: it sets app.now. Nobody else needs to.
CREATE FUNCTION bi.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now());
COMMENT ON FUNCTION bi.now IS 'The instant that what is reserved is judged at.';`,
  // A row type stands for all its columns: how a reservation stands is asked of the whole row.
  ...['credit_reservation', 'supply_hold', 'exception_grant'].map(
    (table) => `CALL show_to_bi('${table}', NULL);`,
  ),
  ...CUSTOMER_VIEWS.filter(({ name }) => name === 'customers').map(withReserved),
  ...VIEWS.map(viewSql),
  ...VIEWS.map(({ name }) => `GRANT SELECT ON bi.${name} TO encours_app, encours_bi;`),
].join('\n');
