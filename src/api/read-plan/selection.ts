import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { NotPlanned } from './not-planned';

/** What an operation brings to the reading of its selections. */
export interface SelectionSource {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

/** A field to answer under a key, with every place of the operation that selects it. */
export interface SelectedField {
  key: string;
  name: string;
  /** Null for __typename. */
  definition: GraphQLField<unknown, unknown> | null;
  nodes: [FieldNode, ...FieldNode[]];
}

/** The fields selected of an object type, fragments merged and @skip and @include judged, in the order of the answer. */
export function selectedFields(
  source: SelectionSource,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectedField[] {
  const found = new Map<string, SelectedField>();
  const spread = new Set<string>();
  const visit = (selection: SelectionNode): void => {
    if (!isIncluded(source, selection)) return;
    if (selection.kind === Kind.FIELD) return addField(found, type, selection);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (spread.has(selection.name.value)) return;
      spread.add(selection.name.value);
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : source.fragments.get(selection.name.value);
    if (fragment === undefined) throw new NotPlanned('an unknown fragment');
    const condition = fragment.typeCondition?.name.value ?? type.name;
    const isMet =
      condition === type.name || type.getInterfaces().some(({ name }) => name === condition);
    if (isMet) fragment.selectionSet.selections.forEach(visit);
  };
  for (const set of sets) set.selections.forEach(visit);
  return [...found.values()];
}

function addField(
  found: Map<string, SelectedField>,
  type: GraphQLObjectType,
  node: FieldNode,
): void {
  const key = node.alias?.value ?? node.name.value;
  const known = found.get(key);
  if (known !== undefined) {
    known.nodes.push(node);
    return;
  }
  const name = node.name.value;
  const definition = name === '__typename' ? null : type.getFields()[name];
  if (definition === undefined) throw new NotPlanned(`${type.name}.${name}`);
  found.set(key, { key, name, definition, nodes: [node] });
}

function isIncluded({ variables }: SelectionSource, node: SelectionNode): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}
