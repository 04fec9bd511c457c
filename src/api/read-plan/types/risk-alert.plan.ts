import { type FieldPlan, type TypePlan } from '../compiler';
import { globalIdSql, jsonToken, jsonValue } from '../json-sql';
import { joinCustomer } from './customer.plan';
import { evidenceList } from './evidence.plan';
import { text, token, tokenOrNull, instant } from './column-plans';

const words =
  (kind: 'alertTitle' | 'alertDetail'): FieldPlan =>
  ({ args }, row, compiler) =>
    compiler.text(kind, String(args['locale']), {
      key: row.column('text_key'),
      params: row.column('params'),
    });

/** `cursor` is left to the resolvers: it may have to give an event its place in the log. */
export const riskAlertPlan: TypePlan = {
  type: 'RiskAlert',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('RiskAlert', row.column('risk_alert_id'))),
    customerId: (_, row) => jsonToken(globalIdSql('Customer', row.column('customer_id'))),
    rule: token('rule'),
    severity: token('severity'),
    status: token('status'),
    raisedAt: instant('raised_at'),
    before: (_, row) => jsonValue(row.column('before')),
    after: (_, row) => jsonValue(row.column('after')),
    title: words('alertTitle'),
    detail: words('alertDetail'),
    deadlineOn: tokenOrNull('deadline_on'),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedAt: instant('acknowledged_at'),
    resolvedBy: text('resolved_by'),
    resolvedAt: instant('resolved_at'),
    comment: text('comment'),
    customer: ({ field }, row, compiler) => compiler.object(field, joinCustomer(row, compiler)),
    evidence: ({ field }, row, compiler) => evidenceList(field, row.column('evidence'), compiler),
  },
};
