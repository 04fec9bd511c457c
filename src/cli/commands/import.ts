import { domainError, silentProgress } from '../../kernel';
import type { Connector } from '../../connector-kit';
import type { Hub } from '../../hub';
import { runCashApplication, type CashRun } from '../../ledger';
import { rescoreMarked } from '../../pipeline';
import { keepFigures } from '../../use-cases/keep-figures';
import { fileConnectorOf, type ImportedFile } from '../../use-cases/import-file';
import { importFiles } from '../../use-cases/import-files';
import { filesOf } from '../../use-cases/import-folders';
import { countConnection, type ConnectionCounts } from '../../use-cases/imported-counts';
import { quiet, runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { counted } from '../counted';
import { failureOf } from '../failure';
import { withHub } from '../open-hub';
import { isMapped, type MappingOptions } from './import-mapping';
import { prepareImport, previewCommand } from './import-preview';

export interface ImportOptions extends OutputOptions, MappingOptions {
  connector: string;
  tenant: string;
  rescore: boolean;
}

/** What --json prints: sums over the files, then the connection's counts after them. */
interface ImportAnswer {
  landed: number;
  quarantined: number;
  receivables: number;
  customers: number;
}

export function importCommand(paths: readonly string[], options: ImportOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const connector = fileConnectorOf(hub, options.connector);
      const files = await filesOf(paths);
      const target = { tenantId, connectorId: options.connector };
      if (options.dryRun === true) return previewCommand(run, hub, { ...target, files, options });
      for (const path of isMapped(options) ? files : []) {
        await prepareImport(run, hub, { ...target, path, options });
      }
      const { imported, failed } = await importAll(run, hub, { ...target, files });
      const cash =
        imported.length > 0
          ? await runCashApplication(hub, { tenantId, signal: run.signal })
          : null;
      if (options.rescore && imported.length > 0)
        await rescoreAfter(run, hub, { tenantId, imported });
      await keepFigures(hub, { tenantId });
      const counts = await hub.database.tenant(tenantId, (tx) =>
        countConnection(tx, options.connector),
      );
      const answer: ImportAnswer = {
        landed: sum(imported.map((file) => file.landed)),
        quarantined: sum(imported.map((file) => file.quarantined)),
        receivables: counts.receivables,
        customers: counts.customers,
      };
      run.answer(answer, [...imported.map(fileLine), totalLine(connector, counts, cash)]);
      if (failed > 0) throw someFailed(failed, files.length);
    }),
  );
}

interface Import {
  tenantId: string;
  connectorId: string;
  files: readonly string[];
}

async function importAll(
  run: CommandRun,
  hub: Hub,
  { files, ...target }: Import,
): Promise<{ imported: ImportedFile[]; failed: number }> {
  const { signal, terminal } = run;
  const imported: ImportedFile[] = [];
  const isDebug = run.config.logLevel === 'debug';
  let failed = 0;
  const request = { ...target, paths: files, signal, progress: terminal.progress };
  for await (const { path, imported: file, error } of importFiles(hub, request)) {
    if (file === null) {
      failed += 1;
      terminal.say(`${path}: ${failureOf(error, { isDebug }).text}`);
      continue;
    }
    imported.push(file);
    for (const warning of file.warnings) terminal.say(warningLine(path, warning));
  }
  return { imported, failed };
}

/** Whom the files touched is marked in the database, by an import that was killed before its scoring too. */
async function rescoreAfter(
  run: CommandRun,
  hub: Hub,
  { tenantId, imported }: { tenantId: string; imported: readonly ImportedFile[] },
): Promise<void> {
  const isAnythingNew = imported.some((file) => !file.isUnchanged);
  const progress = isAnythingNew ? run.terminal.progress : silentProgress;
  const context = { ...hub, logger: quiet(run.logger) };
  await rescoreMarked(context, { tenantId, kind: 'PIPELINE', signal: run.signal, progress });
}

function warningLine(path: string, warning: ImportedFile['warnings'][number]): string {
  const { code, message, line, count } = warning;
  const where = line === null ? '' : count > 1 ? `, first on line ${line}` : `, line ${line}`;
  const times = count > 1 ? ` (${count} times)` : '';
  return `${path}${where}: warning ${code}: ${message}${times}`;
}

function fileLine(file: ImportedFile): string {
  const state = file.isUnchanged ? 'already imported, unchanged' : 'imported';
  const read = `${counted(file.landed, 'line')} read`;
  const aside = file.quarantined === 0 ? 'none' : `${file.quarantined} of them`;
  return `${file.name}: ${state}: ${read}, ${aside} quarantined`;
}

/** What came of it: a list of companies or a statement holds no receivables, and that there are none would read like a failure. */
function totalLine(connector: Connector, counts: ConnectionCounts, cash: CashRun | null): string {
  const records: readonly string[] = connector.file?.records ?? [];
  if (records.includes('company')) return 'What the lists say of companies has been taken in.';
  if (records.includes('bankTransaction')) return cashLine(cash);
  const { receivables, customers, elsewhere } = counts;
  const has = `The connection now has ${counted(receivables, 'receivable')} of ${counted(customers, 'customer')}`;
  if (elsewhere === 0) return `${has}.`;
  return `${has}; ${counted(elsewhere, 'document')} more that another source tells, too, counted there.`;
}

function cashLine(cash: CashRun | null): string {
  if (cash === null || cash.judged === 0)
    return 'No receipt was looked at: those known already, and those older than 180 days, are not.';
  const { judged, applied, proposed, unmatched } = cash;
  const review = proposed > 0 ? ': `npx encours cash list`' : '';
  return `${counted(judged, 'movement')} looked at: ${applied} applied, ${unmatched} unmatched, ${proposed} to be reviewed${review}.`;
}

function someFailed(failed: number, files: number): Error {
  const what =
    files === 1 ? 'the file was not imported' : `${failed} of ${files} files were not imported`;
  return domainError('IMPORT_INCOMPLETE', what, {
    remedy:
      files === 1
        ? 'correct what is said above and import it again'
        : 'correct what is said above of each, and import them again; the others are in',
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
