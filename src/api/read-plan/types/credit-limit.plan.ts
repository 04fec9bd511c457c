import type { TypePlan } from '../compiler';
import { globalIdSql, jsonNumber, jsonText, jsonToken, jsonValue, jsonWhere } from '../json-sql';
import { storedList } from './evidence.plan';
import { text, token, tokenOrNull, instant } from './column-plans';

export const creditLimitPlan: TypePlan = {
  type: 'CreditLimit',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('CreditLimit', row.column('credit_limit_id'))),
    customerId: (_, row) => jsonToken(globalIdSql('Customer', row.column('customer_id'))),
    limit: ({ field }, row, compiler) =>
      compiler.money(field, row.column('limit_minor'), row.column('currency')),
    status: token('status'),
    effectiveFrom: token('effective_from'),
    effectiveTo: tokenOrNull('effective_to'),
    reviewOn: tokenOrNull('review_on'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    bindingTerm: token('binding_term'),
    nextTerm: tokenOrNull('next_term'),
    reasonCodes: (_, row) => jsonValue(`array_to_json(${row.column('reason_codes')})`),
    policyVersion: text('policy_version'),
    comment: text('comment'),
    computedLimit: ({ field }, row, compiler) =>
      jsonWhere(
        `${row.column('computed_minor')} IS NOT NULL`,
        compiler.money(field, row.column('computed_minor'), row.column('currency')),
      ),
    proposedBy: text('proposed_by'),
    approvalsNeeded: (_, row) =>
      jsonNumber(
        `CASE WHEN ${row.column('proposed_by')} IS NULL THEN 0 ELSE ${row.column('approvals_needed')} END`,
      ),
    frozenFrom: tokenOrNull('frozen_from'),
    rejectionReason: text('rejected_because'),
    terms: ({ field }, row, compiler) =>
      storedList(row.column('terms'), compiler, (element, term) =>
        compiler.object(
          field,
          term.beside(term.alias, { facts: element, currency: row.column('currency') }),
        ),
      ),
  },
};

/** Rows with `facts`, a stored term, and the currency of its limit. */
export const limitTermPlan: TypePlan = {
  type: 'LimitTermAmount',
  fields: {
    term: (_, row) => jsonToken(`${row.column('facts')} ->> 'term'`),
    amount: ({ field }, row, compiler) => {
      const minor = `(${row.column('facts')} ->> 'amountMinor')`;
      return [
        ...compiler.unlessHidden(row.column('facts')),
        ...jsonWhere(
          `${minor} IS NOT NULL`,
          compiler.money(field, `${minor}::bigint`, row.column('currency')),
        ),
      ];
    },
    reasonIfAbsent: (_, row) => jsonText(`${row.column('facts')} ->> 'reasonIfAbsent'`),
  },
};
