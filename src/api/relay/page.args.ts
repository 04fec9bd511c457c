import { ArgsType, Field, Int } from 'type-graphql';
import type { PageRequest } from '../../reports';
import { CursorScalar } from '../scalars';

/** Arguments of lists that are only walked forwards. */
@ArgsType()
export class ForwardPageArgs implements PageRequest {
  @Field(() => Int, {
    nullable: true,
    description: 'How many items from the start or after `after`: 0 to 10,000, 50 when absent.',
  })
  first?: number | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Only items after this cursor of the same list.',
  })
  after?: string | null;
}

/** Arguments of lists that are walked both ways, per the Relay specification. */
@ArgsType()
export class PageArgs extends ForwardPageArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'How many items from the end or before `before`: 0 to 10,000. Not together with `first`.',
  })
  last?: number | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Only items before this cursor of the same list.',
  })
  before?: string | null;
}

/** The page part of a list's arguments. */
export function pageOf(args: PageRequest): PageRequest {
  return {
    first: args.first ?? null,
    after: args.after ?? null,
    last: args.last ?? null,
    before: args.before ?? null,
  };
}
