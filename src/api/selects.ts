import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** Whether the field being resolved has this child selected, directly or through fragments; @skip is not judged. */
export function selects(info: GraphQLResolveInfo, childName: string): boolean {
  return info.fieldNodes.some((node) => contains(node.selectionSet, childName, info));
}

function contains(
  set: SelectionSetNode | undefined,
  childName: string,
  info: GraphQLResolveInfo,
): boolean {
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === childName;
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : info.fragments[selection.name.value]?.selectionSet;
    return contains(inner, childName, info);
  });
}
