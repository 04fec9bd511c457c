import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { configError } from '../../kernel';
import { DEFAULT_PAGE_SIZE } from '../../reports';

/** Extension of a schema field: how many items a list without `first` is counted as. */
export const ASSUMED_SIZE = 'assumedSize';

/** Extension of a schema field: what it costs to compute, whatever is selected of it. */
export const OWN_COST = 'ownCost';

/** What one operation may ask for. Generous for dashboards, far from what would hurt. */
export const QUERY_LIMITS = {
  maxTokens: 4_000,
  maxDepth: 15,
  maxAliases: 60,
  /** Times one response name, or all fragments together, may stand in a text: merging them costs their square. */
  maxRepeats: 150,
  maxCost: 100_000,
} as const;

const DEFAULT_LIST_SIZE = 10;

export interface Measurement {
  depth: number;
  aliases: number;
  /** Nodes the answer may hold, by its page sizes. */
  cost: number;
}

export interface Measured {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Measures an operation before it is validated, so that nothing costly is done for a hostile one: in time linear in
 * its text, fragments measured once. What does not fit the schema counts nothing; validation refuses it.
 */
export function measure(measured: Measured): Measurement {
  return new Measurer(measured).run();
}

/** Throws QUERY_TOO_DEEP and QUERY_TOO_COSTLY, with the figures. */
export function checkMeasurement(found: Measurement): void {
  const { maxDepth, maxAliases, maxCost } = QUERY_LIMITS;
  if (found.depth > maxDepth) {
    throw configError('QUERY_TOO_DEEP', `depth ${found.depth} is above ${maxDepth}`, {
      remedy: 'Select fewer levels; ask for inner things by their id in a second operation.',
    });
  }
  if (found.aliases > maxAliases) {
    throw configError('QUERY_TOO_COSTLY', `${found.aliases} aliases are above ${maxAliases}`, {
      remedy: 'Split the operation.',
    });
  }
  if (found.cost > maxCost) {
    throw configError('QUERY_TOO_COSTLY', `cost ${found.cost} is above ${maxCost}`, {
      remedy:
        'Ask for smaller pages: the cost is the number of nodes, the product of nested page sizes.',
    });
  }
}

/** What a selection of one type adds up to. */
interface Part {
  cost: number;
  depth: number;
}

/** Far above any limit; keeps products finite. */
const CEILING = 1e12;
const NOTHING: Part = { cost: 0, depth: 0 };

class Measurer {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly fragmentParts = new Map<string, Part>();
  private readonly defaults = new Map<string, unknown>();
  private aliases = 0;

  constructor(private readonly measured: Measured) {
    for (const definition of measured.document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.fragments.set(definition.name.value, definition);
    }
    for (const variable of measured.operation.variableDefinitions ?? []) {
      const fallback = variable.defaultValue;
      if (fallback?.kind === Kind.INT)
        this.defaults.set(variable.variable.name.value, Number(fallback.value));
    }
  }

  run(): Measurement {
    const { schema, operation } = this.measured;
    const root = schema.getRootType(operation.operation) ?? undefined;
    const { cost, depth } = this.selection(operation.selectionSet, root);
    return { cost: Math.ceil(cost), depth, aliases: this.aliases };
  }

  private selection(set: SelectionSetNode | undefined, type: GraphQLNamedType | undefined): Part {
    let cost = 0;
    let depth = 0;
    for (const selection of set?.selections ?? []) {
      const part =
        selection.kind === Kind.FIELD
          ? this.field(selection, type)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? this.selection(
                selection.selectionSet,
                this.typeNamed(selection.typeCondition?.name.value) ?? type,
              )
            : this.fragment(selection.name.value);
      cost = Math.min(CEILING, cost + part.cost);
      depth = Math.max(depth, part.depth);
    }
    return { cost, depth };
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.measured.schema.getType(name);
  }

  /** Measured once; a fragment inside itself counts nothing, validation refuses it. */
  private fragment(name: string): Part {
    const known = this.fragmentParts.get(name);
    if (known !== undefined) return known;
    this.fragmentParts.set(name, NOTHING);
    const definition = this.fragments.get(name);
    const type = this.typeNamed(definition?.typeCondition.name.value);
    const part = this.selection(definition?.selectionSet, type);
    this.fragmentParts.set(name, part);
    return part;
  }

  private field(node: FieldNode, parent: GraphQLNamedType | undefined): Part {
    if (node.alias !== undefined) this.aliases += 1;
    if (node.name.value.startsWith('__')) {
      // Introspection: bounded by the parser's tokens and by graphql-js's own rule on its depth.
      return { cost: 0, depth: 1 };
    }
    const field = fieldOf(parent, node.name.value);
    const type = field === undefined ? undefined : getNamedType(field.type);
    const inner = this.selection(node.selectionSet, type);
    const depth = inner.depth + 1;
    if (field === undefined || !isCompositeType(type)) return { cost: inner.cost, depth };
    if (isConnection(type)) return { cost: this.pageCost(node, inner.cost), depth };
    const own = isObjectType(type) && !isNode(type) ? 0 : 1;
    const size = isListType(getNullableType(field.type)) ? this.listSize(node, field, parent) : 1;
    const fixed = field.extensions[OWN_COST];
    const computing = typeof fixed === 'number' ? fixed : 0;
    return { cost: Math.min(CEILING, computing + size * (own + inner.cost)), depth };
  }

  /** One for the list, and for each item of the page what is selected of it. */
  private pageCost(node: FieldNode, itemCost: number): number {
    const size = this.argument(node, 'first') ?? this.argument(node, 'last') ?? DEFAULT_PAGE_SIZE;
    return Math.min(CEILING, 1 + Math.max(0, size) * Math.max(1, itemCost));
  }

  private listSize(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLNamedType | undefined,
  ): number {
    // The items of a page are counted with the connection they are in.
    if (isConnection(parent)) return 1;
    const assumed = field.extensions[ASSUMED_SIZE];
    return (
      this.argument(node, 'first') ?? (typeof assumed === 'number' ? assumed : DEFAULT_LIST_SIZE)
    );
  }

  private argument(node: FieldNode, name: string): number | null {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value === undefined) return null;
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind !== Kind.VARIABLE) return null;
    const key = value.name.value;
    const given = this.measured.variables[key] ?? this.defaults.get(key);
    return typeof given === 'number' && Number.isFinite(given) ? given : null;
  }
}

function fieldOf(
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === undefined || !('getFields' in parent)) return undefined;
  const field = (parent.getFields() as Record<string, unknown>)[name];
  return field as GraphQLField<unknown, unknown> | undefined;
}

function isConnection(type: GraphQLNamedType | undefined): boolean {
  return (
    type !== undefined &&
    isObjectType(type) &&
    type.name.endsWith('Connection') &&
    'pageInfo' in type.getFields()
  );
}

function isNode(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.getInterfaces().length > 0;
}
