import { Field, ID, InterfaceType } from 'type-graphql';
import { parseGlobalId } from '../../kernel';

@InterfaceType({
  description: 'Anything with an id. `node(id:)` finds it again.',
  resolveType: (value: Node) => parseGlobalId(value.id).type,
})
export abstract class Node {
  @Field(() => ID, { description: 'Global, opaque and stable.' })
  id!: string;
}
