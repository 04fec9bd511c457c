import { Arg, Ctx, Extensions, ID, Int, Query, Resolver } from 'type-graphql';
import { configError, globalId, money } from '../../kernel';
import {
  agedReconciliation,
  importedBalance,
  type AgedDifference as AgedDifferenceFigures,
} from '../../reports';
import { toMoney, type MoneyType } from '../money.type';
import { OWN_COST } from '../query-cost/measure';
import type { RequestContext } from '../request-context';
import { AgedReconciliation, type AgedDifference } from './aged-reconciliation.type';

const ROWS_MAX = 1000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@Resolver(() => AgedReconciliation)
export class AgedReconciliationResolver {
  @Extensions({ [OWN_COST]: 2_000 })
  @Query(() => AgedReconciliation, {
    description:
      'Compares an imported aged balance with ours, customer by customer and age by age; what was imported becomes no claim.',
  })
  async agedBalanceReconciliation(
    @Ctx() context: RequestContext,
    @Arg('sourceFileId', () => ID, {
      nullable: true,
      description: 'The file it was imported by; the last one when absent.',
    })
    sourceFileId: string | null,
    @Arg('first', () => Int, {
      defaultValue: 100,
      description: `Rows to answer, at most ${ROWS_MAX}.`,
    })
    first: number,
  ): Promise<AgedReconciliation> {
    if (first < 0 || first > ROWS_MAX) {
      throw configError('BAD_PAGE_SIZE', `first is ${first}, it goes from 0 to ${ROWS_MAX}`, {
        place: { field: 'first' },
        remedy: `Give a number from 0 to ${ROWS_MAX}.`,
      });
    }
    const id = sourceFileId ?? null;
    if (id !== null && !UUID.test(id)) {
      throw configError('INVALID_ID', `${JSON.stringify(id.slice(0, 50))} is no id of a file`, {
        place: { field: 'sourceFileId' },
        remedy: 'Give the id that the import answered.',
      });
    }
    const balance = await context.read((tx) => importedBalance(tx, id));
    const point = await context.point({ asOf: balance.asOf });
    const { sourceFileId: fileId } = balance;
    const rows = await context.read((tx) =>
      agedReconciliation(tx, { sourceFileId: fileId, point }),
    );
    const isSame = ({ theirsMinor, oursMinor }: AgedDifferenceFigures): boolean =>
      theirsMinor === oursMinor;
    return {
      ...balance,
      count: rows.length,
      differing: rows.filter((row) => !isSame(row)).length,
      rows: rows.slice(0, first).map(toRow),
    };
  }
}

function toRow({ buckets, currency, ...row }: AgedDifferenceFigures): AgedDifference {
  return {
    partyCode: row.partyCode,
    name: row.name,
    customerId: row.customerId === null ? null : globalId('Customer', row.customerId),
    matchedBy: row.matchedBy,
    ...sides(row, currency),
    buckets: buckets.map(({ label, fromDays, toDays, ...pair }) => ({
      ...{ label, fromDays, toDays },
      ...sides(pair, currency),
    })),
  };
}

function sides(
  { theirsMinor, oursMinor }: { theirsMinor: bigint; oursMinor: bigint },
  currency: string,
): { theirs: MoneyType; ours: MoneyType; difference: MoneyType } {
  const written = (minor: bigint): MoneyType => toMoney(money(minor, currency));
  return {
    theirs: written(theirsMinor),
    ours: written(oursMinor),
    difference: written(theirsMinor - oursMinor),
  };
}
