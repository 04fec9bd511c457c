import type { TypePlan } from '../compiler';
import { globalIdSql, jsonBoolean, jsonToken, jsonValue, jsonWhere } from '../json-sql';
import { evidenceList, storedList } from './evidence.plan';
import { text, token, instant, number } from './column-plans';

export const creditAssessmentPlan: TypePlan = {
  type: 'CreditAssessment',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('CreditAssessment', row.column('credit_assessment_id'))),
    customerId: (_, row) => jsonToken(globalIdSql('Customer', row.column('customer_id'))),
    grade: token('grade'),
    score: number('score'),
    probabilityOfDefault: number('probability_of_default'),
    confidence: token('confidence'),
    modelVersion: text('model_version'),
    assessedAt: instant('assessed_at'),
    assessedOn: token('assessed_on'),
    inputsHash: text('inputs_hash'),
    notScoredBecause: text('not_scored_because'),
    reasons: ({ field }, row, compiler) =>
      storedList(`${row.column('decision')} -> 'reasons'`, compiler, (element, reason) =>
        compiler.object(field, reason.beside(reason.alias, { facts: element })),
      ),
    override: ({ field }, row, compiler) => {
      const facts = `(${row.column('decision')} -> 'override')`;
      return jsonWhere(
        `jsonb_typeof(${facts}) = 'object'`,
        compiler.object(field, row.beside(row.alias, { facts })),
      );
    },
    overrides: ({ field }, row, compiler) => {
      const decision = row.column('decision');
      const first = `(${decision} -> 'override')`;
      const all = `CASE WHEN jsonb_typeof(${first}) = 'object'
        THEN jsonb_build_array(${first}) || coalesce(${decision} -> 'furtherOverrides', '[]') END`;
      return storedList(all, compiler, (element, override) =>
        compiler.object(field, override.beside(override.alias, { facts: element })),
      );
    },
  },
};

/** Rows with `facts`, a stored reason. */
export const reasonPlan: TypePlan = {
  type: 'Reason',
  fields: {
    code: (_, row) => jsonToken(`${row.column('facts')} ->> 'code'`),
    contribution: (_, row) => jsonValue(`${row.column('facts')} -> 'contribution'`),
    text: ({ args }, row, compiler) => [
      ...compiler.unlessHidden(`(${row.column('facts')} -> 'evidence')`),
      ...compiler.text('reason', String(args['locale']), {
        key: `${row.column('facts')} ->> 'code'`,
        params: `${row.column('facts')} -> 'params'`,
      }),
    ],
    evidence: ({ field }, row, compiler) =>
      evidenceList(field, `${row.column('facts')} -> 'evidence'`, compiler),
  },
};

/** Rows with `facts`, a stored override. */
export const assessmentOverridePlan: TypePlan = {
  type: 'AssessmentOverride',
  fields: {
    rule: (_, row) => jsonToken(`${row.column('facts')} ->> 'rule'`),
    grade: (_, row) => jsonToken(`${row.column('facts')} ->> 'grade'`),
    limitEffect: (_, row) => jsonToken(`${row.column('facts')} ->> 'limitEffect'`),
    isBinding: (_, row) => jsonBoolean(`(${row.column('facts')} -> 'isBinding')::boolean`),
    evidence: ({ field }, row, compiler) =>
      evidenceList(field, `${row.column('facts')} -> 'evidence'`, compiler),
  },
};
