import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { globalId } from '../../kernel';
import {
  countReceivables,
  entriesOfReceivables,
  listReceivables,
  sourceFilesById,
} from '../../reports';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { found } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import { SourceRef } from '../source-ref.type';
import { ReceivablesArgs, toReceivableFilter } from './receivable.input';
import {
  Receivable,
  ReceivableConnection,
  ReceivableEntry,
  toReceivable,
  toReceivableEntry,
} from './receivable.type';

@Resolver(() => Receivable)
export class ReceivableResolver {
  @Query(() => ReceivableConnection, {
    description: 'Receivables, newest issue first unless ordered otherwise.',
  })
  async receivables(
    @Ctx() context: RequestContext,
    @Args(() => ReceivablesArgs) args: ReceivablesArgs,
  ): Promise<ConnectionValue<Receivable>> {
    const point = await context.point(args);
    const page = pageOf(args);
    const query = { filter: toReceivableFilter(args.filter), orderBy: args.orderBy ?? [], point };
    return toConnection({
      page,
      load: () => context.read((tx) => listReceivables(tx, query, page)),
      count: () => context.read((tx) => countReceivables(tx, query)),
      toNode: (row) => toReceivable(row, point),
    });
  }

  @FieldResolver(() => Customer, { description: 'Who owes it.' })
  async customer(
    @Root() receivable: Receivable,
    @Ctx() context: RequestContext,
  ): Promise<Customer> {
    const { row, point } = receivable;
    return found(await loadCustomer(context, row.customerId, point), 'customer');
  }

  @FieldResolver(() => [ReceivableEntry], {
    description: 'How the open amount came about, in the order it was recorded.',
  })
  async entries(
    @Root() receivable: Receivable,
    @Ctx() context: RequestContext,
  ): Promise<ReceivableEntry[]> {
    const { row, point } = receivable;
    const rows = await context
      .batch(`entries ${JSON.stringify(point)}`, (tx, ids) => entriesOfReceivables(tx, ids, point))
      .load(row.receivableId);
    return (rows ?? []).map((entry) => toReceivableEntry(entry, row.currency));
  }

  @FieldResolver(() => SourceRef, { description: 'The line of the accounting it was read from.' })
  source(@Root() receivable: Receivable, @Ctx() context: RequestContext): Promise<SourceRef> {
    return ledgerSource(context, receivable.row);
  }
}

@Resolver(() => ReceivableEntry)
export class ReceivableEntryResolver {
  @FieldResolver(() => SourceRef, { description: 'The line of the accounting that caused it.' })
  source(@Root() entry: ReceivableEntry, @Ctx() context: RequestContext): Promise<SourceRef> {
    return ledgerSource(context, entry);
  }
}

async function ledgerSource(
  context: RequestContext,
  line: { sourceFileId: string; sourceLine: number },
): Promise<SourceRef> {
  const file = await context
    .batch('sourceFiles', async (tx, ids) =>
      indexRows(await sourceFilesById(tx, ids), (each) => each.sourceFileId),
    )
    .load(line.sourceFileId);
  return {
    kind: 'ledger',
    sourceKey: `${file?.name ?? line.sourceFileId}:${line.sourceLine}`,
    connectionId: file === null ? null : globalId('Connection', file.connectionId),
    file: file?.name ?? null,
    line: line.sourceLine,
  };
}
