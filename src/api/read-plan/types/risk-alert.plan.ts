import { type FieldPlan, type TypePlan } from '../compiler';
import { globalIdSql, jsonBoolean, jsonToken, jsonValue } from '../json-sql';
import { joinCustomer } from './customer.plan';
import { evidenceList } from './evidence.plan';
import { text, token, tokenOrNull, instant } from './column-plans';

const words =
  (kind: 'alertTitle' | 'alertDetail'): FieldPlan =>
  ({ args }, row, compiler) => [
    ...compiler.unlessHidden(row.column('evidence')),
    ...compiler.text(kind, String(args['locale']), {
      key: row.column('text_key'),
      params: row.column('params'),
    }),
  ];

const facts =
  (column: 'before' | 'after'): FieldPlan =>
  (_, row, compiler) => [
    ...compiler.unlessHidden(row.column('evidence')),
    ...jsonValue(row.column(column)),
  ];

/**
 * The place of its latest event, or where the log begins when that is no longer kept. An event without a place yet is given
 * one by the resolvers.
 */
const cursor: FieldPlan = (_, row, compiler) => {
  compiler.leaveToResolversIf(
    'EXISTS (SELECT FROM event WHERE tenant_id = $1 AND position IS NULL)',
  );
  const position = `(SELECT max(e.position) FROM event e WHERE e.tenant_id = $1
    AND e.subject_id = ${row.column('risk_alert_id')} AND e.type LIKE 'RISK_ALERT_%')`;
  return compiler.text('eventCursor', '', {
    key: `coalesce(${position}, (SELECT floor_position FROM event_log WHERE tenant_id = $1), 0)::text`,
    params: `json_build_object('tenantId', $1)`,
  });
};

export const riskAlertPlan: TypePlan = {
  type: 'RiskAlert',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('RiskAlert', row.column('risk_alert_id'))),
    customerId: (_, row) => jsonToken(globalIdSql('Customer', row.column('customer_id'))),
    cursor,
    rule: token('rule'),
    severity: token('severity'),
    status: token('status'),
    raisedAt: instant('raised_at'),
    before: facts('before'),
    after: facts('after'),
    title: words('alertTitle'),
    detail: words('alertDetail'),
    deadlineOn: tokenOrNull('deadline_on'),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedAt: instant('acknowledged_at'),
    resolvedBy: text('resolved_by'),
    resolvedAt: instant('resolved_at'),
    comment: text('comment'),
    snoozedUntil: instant('snoozed_until'),
    assignedTo: text('assigned_to'),
    isMuted: (_, row) => jsonBoolean(`(${row.column('muted_until')} IS NOT NULL)`),
    customer: ({ field }, row, compiler) => compiler.object(field, joinCustomer(row, compiler)),
    evidence: ({ field }, row, compiler) => evidenceList(field, row.column('evidence'), compiler),
  },
};
