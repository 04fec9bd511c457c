import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request-context';
import { requireReadable } from '../use-restriction';
import { termsOfConnection } from './connection-terms';
import { QuarantinedRecord } from './connection.type';

@Resolver(() => QuarantinedRecord)
export class QuarantineResolver {
  @FieldResolver()
  async payload(
    @Root() { row }: QuarantinedRecord,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    const terms = await termsOfConnection(context, row.connectionId, 'payload');
    requireReadable(terms, context, 'QuarantinedRecord.payload');
    return row.payload;
  }
}
