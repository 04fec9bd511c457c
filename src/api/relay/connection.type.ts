import { Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { pageSize, type Page, type PageRequest } from '../../reports';
import { CursorScalar } from '../scalars';

@ObjectType({
  description: 'Where a page lies in its list, per the Relay specification.',
  simpleResolvers: true,
})
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether the list goes on after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether the list has items before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Cursor of the first item; null for an empty page.',
  })
  startCursor!: string | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Cursor of the last item; null for an empty page.',
  })
  endCursor!: string | null;
}

/** What a connection field resolves to: each part is computed only when it is selected. */
export interface ConnectionValue<Node> {
  edges: () => Promise<{ node: Node; cursor: string }[]>;
  nodes: () => Promise<Node[]>;
  pageInfo: () => Promise<PageInfo>;
  totalCount: () => Promise<number>;
}

/** The GraphQL types `<name>Connection` and `<name>Edge` of a node type. */
export function relayConnection(
  name: string,
  nodeType: () => ClassType,
): ClassType<{ totalCount: number }> {
  @ObjectType(`${name}Edge`, {
    description: `A ${name} and its place in a list.`,
    simpleResolvers: true,
  })
  class Edge {
    @Field(() => nodeType(), { description: 'The item.' })
    node!: object;

    @Field(() => CursorScalar, { description: 'The item’s place in this list and order.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, {
    description: `A page of a list of ${name}, per the Relay specification, plus \`nodes\` and a lazy \`totalCount\`.`,
    simpleResolvers: true,
  })
  class Connection {
    @Field(() => [Edge], {
      description: 'The items of the page with their cursors, in list order.',
    })
    edges!: Edge[];

    @Field(() => [nodeType()], { description: 'The items of the page, in list order.' })
    nodes!: object[];

    @Field(() => PageInfo, { description: 'Where the page lies in its list.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'Size of the whole list. Counted only when selected.' })
    totalCount!: number;
  }
  return Connection;
}

export interface ConnectionSource<Row, Node> {
  page: PageRequest;
  load: () => Promise<Page<Row>>;
  count: () => Promise<number>;
  toNode: (row: Row) => Node;
}

/** Throws BAD_PAGE_SIZE at once; everything else happens when a part is selected, and once. */
export function toConnection<Row, Node>(
  source: ConnectionSource<Row, Node>,
): ConnectionValue<Node> {
  pageSize(source.page);
  const page = once(source.load);
  const nodes = once(async () => (await page()).items.map(source.toNode));
  return {
    nodes,
    edges: async () => {
      const { cursors } = await page();
      return (await nodes()).map((node, index) => ({ node, cursor: cursors[index] ?? '' }));
    },
    pageInfo: async () => {
      const { cursors, hasNextPage, hasPreviousPage } = await page();
      const [startCursor = null] = cursors;
      return { hasNextPage, hasPreviousPage, startCursor, endCursor: cursors.at(-1) ?? null };
    },
    totalCount: source.count,
  };
}

function once<Value>(compute: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => (value ??= compute());
}

/** The page of a parent that has none. */
export function emptyPage(): Page<never> {
  return { items: [], cursors: [], hasNextPage: false, hasPreviousPage: false };
}
