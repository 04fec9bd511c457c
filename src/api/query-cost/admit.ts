import {
  getOperationAST,
  GraphQLError,
  parse,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { configError } from '../../kernel';
import { checkMeasurement, measure, QUERY_LIMITS } from './measure';

export interface Asked {
  query: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
}

/** An operation that may be looked at further, and what it costs; cost 0 for what will not be executed. */
export interface Admission {
  document: DocumentNode | null;
  operation: OperationDefinitionNode | null;
  cost: number;
}

/**
 * The gate before validation and execution. Throws QUERY_TOO_COSTLY and QUERY_TOO_DEEP; what is no GraphQL, or names
 * no operation, passes: the executor says so better.
 */
export function admit(schema: GraphQLSchema, asked: Asked): Admission {
  const document = parseWithin(asked.query);
  if (document === null) return { document, operation: null, cost: 0 };
  checkRepeats(document);
  const operation = getOperationAST(document, asked.operationName) ?? null;
  if (operation === null) return { document, operation, cost: 0 };
  const found = measure({ schema, document, operation, variables: asked.variables });
  checkMeasurement(found);
  return { document, operation, cost: found.cost };
}

/** Documents parsed lately by their text: dashboards ask the same again and again. */
const parsed = new Map<string, DocumentNode>();
const MAX_PARSED = 200;

function parseWithin(query: string): DocumentNode | null {
  const known = parsed.get(query);
  if (known !== undefined) return known;
  try {
    const document = parse(query, { maxLexicalTokens: QUERY_LIMITS.maxTokens });
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(query, document);
    return document;
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('Parsing aborted')) {
      throw configError(
        'QUERY_TOO_COSTLY',
        `the text has more than ${QUERY_LIMITS.maxTokens} tokens`,
        {
          remedy: 'Split the operation.',
        },
      );
    }
    if (error instanceof RangeError) {
      throw configError('QUERY_TOO_DEEP', 'the text is nested too deep to be parsed', {
        remedy: 'Nest less; give large inputs as variables.',
      });
    }
    return null; // a syntax error, which the executor reports with its place
  }
}

/** Checking that repeated fields agree costs the square of their number, in validation already. */
function checkRepeats(document: DocumentNode): void {
  const counts = new Map<string, number>();
  let spreads = 0;
  visit(document, {
    Field: (node) => {
      const name = node.alias?.value ?? node.name.value;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    FragmentSpread: () => {
      spreads += 1;
    },
  });
  const most = Math.max(spreads, ...counts.values());
  if (most > QUERY_LIMITS.maxRepeats) {
    throw configError(
      'QUERY_TOO_COSTLY',
      `${most} repetitions of a field or a fragment are above ${QUERY_LIMITS.maxRepeats}`,
      { remedy: 'Split the operation.' },
    );
  }
}
