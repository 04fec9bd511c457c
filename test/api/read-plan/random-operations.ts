import fc from 'fast-check';
import {
  getNamedType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { PLANNED_TYPES } from '../../../src/api/read-plan/planned-types';
import { apiSchema } from '../../../src/api/schema';

/** What the resolvers alone answer is told apart, so that every operation here has a plan. */
const UNPLANNED = new Set(['CreditLimit.customer', 'Company.provenance']);

const POINTS = [
  '',
  'asOf: "2026-05-22"',
  'asOf: "2026-06-29", knownAt: "2026-06-30T00:00:00Z"',
  'knownAt: "2026-06-01T00:00:00.001Z"',
  'asOf: "2020-01-01"',
  'asOf: "2027-01-01"',
];
const PAGES = ['', 'first: 0', 'first: 1', 'first: 3', 'last: 2', 'first: 100'];
const RECEIVABLES = [
  '',
  'filter: {status: [OVERDUE]}',
  'filter: {status: [OPEN, CREDIT], kinds: [INVOICE, CREDIT_NOTE]}',
  'filter: {status: []}',
  'filter: {dueFrom: "2026-01-01", issuedTo: "2026-06-28"}, orderBy: [{field: DUE_ON}]',
  'orderBy: [{field: OPEN_AMOUNT, direction: DESC}, {field: NUMBER}]',
  'orderBy: [{field: TOTAL_AMOUNT}], filter: {disputed: false}',
  'filter: {numbers: ["LATE-C001", "nothing"]}',
  'filter: {updatedSince: "2026-05-30T12:00:00Z"}',
];
const CUSTOMERS = [
  '',
  'filter: {search: "customer 1"}',
  'filter: {hasOpen: true, limitExceeded: true}',
  'filter: {grades: [D, A]}, orderBy: [{field: OUTSTANDING, direction: DESC}]',
  'filter: {unmatched: true}, orderBy: [{field: CREDIT_LIMIT}]',
  'filter: {overdue: true}, orderBy: [{field: GRADE, direction: DESC}, {field: ACCOUNT}]',
  'filter: {sirens: ["552100554"], matchStatus: [AUTOMATIC]}',
];
const ALERTS = ['', 'filter: {severities: [HIGH]}', 'filter: {status: [OPEN], minSeverity: LOW}'];
const AGES = ['', 'basis: ISSUE_DATE', 'bucketDays: []', 'basis: DUE_DATE, bucketDays: [1, 200]'];
const LOCALES = ['', 'locale: "fr"', 'locale: "xx"'];

/** Arguments by what they belong to. */
const ARGUMENTS: Readonly<Record<string, string[][]>> = {
  'Query.customers': [PAGES, CUSTOMERS],
  'Query.receivables': [PAGES, RECEIVABLES, POINTS],
  'Query.riskAlerts': [PAGES, ALERTS],
  'Query.agedBalance': [
    AGES,
    POINTS,
    ['', 'groupBy: COMPANY', 'groupBy: GRADE', 'groupBy: CURRENCY', 'groupBy: NONE'],
    CUSTOMERS.map((each) => each.replace(/,? ?orderBy: \[.*\]$/, '')),
  ],
  'Query.customerByAccount': [['account: "C001"', 'account: "C003"', 'account: "nobody"']],
  'Customer.receivables': [PAGES.filter((page) => !page.startsWith('last')), RECEIVABLES],
  'Customer.riskAlerts': [PAGES, ALERTS],
  'Customer.ageing': [AGES],
  'RiskAlert.title': [LOCALES],
  'RiskAlert.detail': [LOCALES],
  'Reason.text': [LOCALES],
};

/** Operations over everything that is planned: fields, aliases, nesting and arguments drawn from the schema. */
export function randomOperation(): fc.Arbitrary<string> {
  const roots = Object.keys(ARGUMENTS).filter((name) => name.startsWith('Query.'));
  const query = apiSchema().getQueryType();
  return fc
    .array(fc.constantFrom(...roots), { minLength: 1, maxLength: 2 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name, index) => {
          const field = query?.getFields()[name.slice('Query.'.length)];
          if (field === undefined) throw new Error(`${name} is not in the schema`);
          return fieldText('Query', field, 4).map((text) => `root${index}: ${text}`);
        }),
      ),
    )
    .map((texts) => `{ ${texts.join(' ')} }`);
}

function fieldText(
  parent: string,
  field: GraphQLField<unknown, unknown>,
  depth: number,
): fc.Arbitrary<string> {
  const type = getNamedType(field.type);
  const lists = ARGUMENTS[`${parent}.${field.name}`] ?? [];
  const given = fc
    .tuple(...lists.map((list) => fc.constantFrom(...list)))
    .map((values) => values.filter((value) => value !== ''))
    .map((values) => (values.length === 0 ? '' : `(${values.join(', ')})`));
  if (!isObjectType(type)) return given.map((text) => `${field.name}${text}`);
  return fc
    .tuple(given, selection(type, depth))
    .map(([text, inner]) => `${field.name}${text} ${inner}`);
}

function selection(type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter(
    (field) => isPlanned(type, field.name) && (depth > 0 || isLeafType(getNamedType(field.type))),
  );
  if (fields.length === 0) return fc.constant('{ __typename }');
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(5, fields.length) })
    .chain((chosen) => fc.tuple(...chosen.map((field) => member(type, field, depth - 1))))
    .map((texts) => `{ ${texts.join(' ')} __typename }`);
}

/** A field, sometimes under another name, sometimes in a fragment. */
function member(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  depth: number,
): fc.Arbitrary<string> {
  return fc
    .tuple(fieldText(type.name, field, depth), fc.constantFrom('', `x_${field.name}: `, '... on '))
    .map(([text, wrap]) =>
      wrap === '... on ' ? `... on ${type.name} { ${text} }` : `${wrap}${text}`,
    );
}

function isPlanned(type: GraphQLObjectType, field: string): boolean {
  const plan = PLANNED_TYPES.get(type.name);
  if (UNPLANNED.has(`${type.name}.${field}`)) return false;
  return plan === undefined ? true : Object.hasOwn(plan.fields, field);
}
