import {
  getVariableValues,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { UseRestriction } from '../../connector-kit';
import {
  Params,
  reportPoint,
  type Present,
  type ReportPoint,
  type WantedPoint,
} from '../../reports';
import { Compiler, type Planned } from './compiler';
import { jsonObject } from './json-sql';
import { NeedsPresent, NotPlanned } from './not-planned';
import { PLANNED_TYPES } from './planned-types';
import { ROOTS } from './roots';
import { selectedFields } from './selection';

export interface Operation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

/** For whom and when an operation is planned. */
export interface Reader {
  tenantId: string;
  booksCurrency: string;
  /** The measured cost of the operation. */
  cost: number;
  present: Present;
  /** The restrictions whose values the reader may not see. */
  hidden: readonly UseRestriction[];
  /** The present was not read, only supposed. */
  isAssumed: boolean;
  textMark: string;
}

/** One SQL statement that answers an operation: a row of the JSON text, and whether it has to be read otherwise. */
export interface ReadPlan {
  sql: string;
  values: readonly unknown[];
  /** The answer holds marked texts to be put into words. */
  hasTexts: boolean;
  /** It holds for any moment of the same day. */
  isReusable: boolean;
}

/**
 * The plan of a query operation. Throws NotPlanned for what the resolvers have to answer, and the errors of arguments as
 * the resolvers do.
 */
export function planOperation(asked: Operation, reader: Reader): ReadPlan {
  const { schema, operation, document } = asked;
  const type = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || type == null) throw new NotPlanned('it');
  const source = { fragments: fragmentsOf(document), variables: variablesOf(asked) };
  const present = reportPoint({}, reader.present);
  const planned: Planned = {
    source,
    params: Params.ofTenant(reader.tenantId),
    plans: PLANNED_TYPES,
    booksCurrency: reader.booksCurrency,
    cost: reader.cost,
    tenantId: reader.tenantId,
    hidden: reader.hidden,
    textMark: reader.textMark,
    isPresentAssumed: reader.isAssumed,
    present,
  };
  const compiler = new Compiler(planned);
  let isReusable = present.isCurrent;
  const pointOf = (wanted: WantedPoint): ReportPoint => {
    // Whether all that was known then can be seen by now, only the database can tell.
    if ((wanted.knownAt ?? null) !== null && reader.isAssumed) throw new NeedsPresent();
    isReusable &&= (wanted.asOf ?? null) === null;
    return reportPoint(wanted, reader.present);
  };
  const members = selectedFields(source, type, [operation.selectionSet]).map((field) => {
    if (field.definition === null) return { key: field.key, value: [JSON.stringify(type.name)] };
    const root = Object.hasOwn(ROOTS, field.name) ? ROOTS[field.name] : undefined;
    if (root === undefined) throw new NotPlanned(`Query.${field.name}`);
    return { key: field.key, value: root(compiler.site(field), compiler, pointOf) };
  });
  const today = planned.params.add(present.asOf, 'date');
  const isOtherwise = reader.isAssumed
    ? // The greatest is one step in the index, whatever the planner thinks of the day.
      `coalesce((SELECT max(last_effective_on) FROM receivable WHERE tenant_id = $1) > ${today}, false)`
    : `${today} IS NULL`;
  return {
    ...withUsedParams(compiler.statement(jsonObject(members), isOtherwise), planned.params.values),
    hasTexts: compiler.hasTexts,
    isReusable,
  };
}

/** Lists bring parameters for columns that nobody selected; Postgres takes only such as have a use. */
function withUsedParams(
  sql: string,
  values: readonly unknown[],
): { sql: string; values: readonly unknown[] } {
  const places = new Map<string, number>();
  const renumbered = sql.replace(/\$(\d+)/g, (_, place: string) => {
    if (!places.has(place)) places.set(place, places.size + 1);
    return `$${places.get(place)}`;
  });
  return { sql: renumbered, values: [...places.keys()].map((place) => values[Number(place) - 1]) };
}

function variablesOf({ schema, operation, variables }: Operation): Record<string, unknown> {
  const { coerced, errors } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables,
  );
  if (errors !== undefined) throw new NotPlanned('an operation with wrong variables');
  return coerced;
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}
