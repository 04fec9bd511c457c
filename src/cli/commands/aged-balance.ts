import { configError, formatAmount, isUuid, money, systemClock } from '../../kernel';
import { agedReconciliation, importedBalance, type AgedDifference } from '../../reports';
import { runCommand, type OutputOptions } from '../command-run';
import { counted } from '../counted';
import { tenantOf, withDatabase } from '../open-database';
import { readPoint } from '../read-figures';
import { textTable } from '../text-table';

export interface ReconcileOptions extends OutputOptions {
  tenant: string;
  file?: string;
  all?: boolean;
  first: number;
}

/** Shows where an imported aged balance and ours of its day differ. Throws NOT_FOUND without one. */
export function reconcileCommand(options: ReconcileOptions): Promise<void> {
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const tenant = await tenantOf(database, options.tenant);
      const { tenantId } = tenant;
      const id = fileId(options.file);
      const { sourceFileId, asOf } = await database.tenant(tenantId, (tx) =>
        importedBalance(tx, id),
      );
      const point = await readPoint(database, tenant, { clock: systemClock, asOf });
      const rows = await database.tenant(
        tenantId,
        (tx) => agedReconciliation(tx, { sourceFileId, point }),
        { readOnly: true },
      );
      const differing = rows.filter((row) => row.theirsMinor !== row.oursMinor).length;
      const different = rows.filter(isDifferent);
      const shown = (options.all === true ? rows : different).slice(0, options.first);
      const answer = { sourceFileId, asOf, count: rows.length, differing };
      run.answer({ ...answer, rows: shown.map(jsonOf) }, [
        `Aged balance of ${asOf} beside ours: ${counted(rows.length, 'customer')}, ${differing} with another total, ${different.length - differing} with other ages only.`,
        ...(shown.length === 0 ? [] : textTable(HEADER, shown.map(cells))),
        ...(shown.length < different.length
          ? [`${different.length - shown.length} more: give --first.`]
          : []),
      ]);
    }),
  );
}

const HEADER = [
  'CODE',
  'CUSTOMER',
  'MATCHED BY',
  'THEIRS',
  'OURS',
  'DIFFERENCE',
  'AGES THAT DIFFER',
];

function fileId(written: string | undefined): string | null {
  if (written === undefined) return null;
  if (isUuid(written)) return written;
  throw configError('INVALID_ID', `${JSON.stringify(written.slice(0, 50))} is no id of a file`, {
    place: { field: '--file' },
    remedy: 'give the id the import or `aged-balance reconcile --json` answered',
  });
}

/** The same total at other ages is a difference too. */
function isDifferent({ theirsMinor, oursMinor, buckets }: AgedDifference): boolean {
  return theirsMinor !== oursMinor || buckets.some((pair) => pair.theirsMinor !== pair.oursMinor);
}

function cells(row: AgedDifference): string[] {
  const { currency, theirsMinor, oursMinor } = row;
  const written = (minor: bigint): string => formatAmount(money(minor, currency));
  const ages = row.buckets.filter((pair) => pair.theirsMinor !== pair.oursMinor);
  return [
    ...[row.partyCode ?? '-', row.name, row.matchedBy ?? 'only one side'],
    ...[
      `${written(theirsMinor)} ${currency}`,
      written(oursMinor),
      written(theirsMinor - oursMinor),
    ],
    ages.map((pair) => `${pair.label}: ${written(pair.theirsMinor - pair.oursMinor)}`).join('; '),
  ];
}

/** Amounts as the API writes them. */
function jsonOf(row: AgedDifference): object {
  const { currency, theirsMinor, oursMinor, buckets, ...rest } = row;
  const pair = (theirs: bigint, ours: bigint): object => ({
    theirs: formatAmount(money(theirs, currency)),
    ours: formatAmount(money(ours, currency)),
    difference: formatAmount(money(theirs - ours, currency)),
  });
  return {
    ...{ ...rest, currency, ...pair(theirsMinor, oursMinor) },
    buckets: buckets.map(({ label, fromDays, toDays, ...amounts }) => ({
      ...{ label, fromDays, toDays },
      ...pair(amounts.theirsMinor, amounts.oursMinor),
    })),
  };
}
