import { domainError, silentProgress } from '../../kernel';
import type { Hub } from '../../hub';
import { rescore } from '../../pipeline';
import { keepFigures } from '../../use-cases/keep-figures';
import { fileConnectorOf, importFile, type ImportedFile } from '../../use-cases/import-file';
import { countConnection, customersOfConnector } from '../../use-cases/imported-counts';
import { quiet, runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { failureOf } from '../failure';
import { withHub } from '../open-hub';

export interface ImportOptions extends OutputOptions {
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

export function importCommand(files: readonly string[], options: ImportOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      fileConnectorOf(hub, options.connector);
      const target = { tenantId, connectorId: options.connector };
      const { imported, failed } = await importAll(run, hub, { ...target, files });
      if (options.rescore && imported.length > 0)
        await rescoreAfter(run, hub, { ...target, imported });
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
      run.answer(answer, [...imported.map(fileLine), totalLine(answer)]);
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
  for (const path of new Set(files)) {
    signal.throwIfAborted();
    try {
      const request = { ...target, path, signal, progress: terminal.progress };
      const file = await importFile(hub, request);
      imported.push(file);
      for (const warning of file.warnings) terminal.say(warningLine(path, warning));
    } catch (error) {
      signal.throwIfAborted();
      failed += 1;
      terminal.say(`${path}: ${failureOf(error, { isDebug }).text}`);
    }
  }
  return { imported, failed };
}

/** Files found unchanged may come from a run killed before its scoring, so then everybody is looked at. */
async function rescoreAfter(
  run: CommandRun,
  hub: Hub,
  {
    tenantId,
    connectorId,
    imported,
  }: Omit<Import, 'files'> & { imported: readonly ImportedFile[] },
): Promise<void> {
  const customerIds = imported.some((file) => file.isUnchanged)
    ? await hub.database.tenant(tenantId, (tx) => customersOfConnector(tx, connectorId))
    : [...new Set(imported.flatMap((file) => file.customerIds))];
  const isAnythingNew = imported.some((file) => !file.isUnchanged);
  const progress = isAnythingNew ? run.terminal.progress : silentProgress;
  const context = { ...hub, logger: quiet(run.logger) };
  await rescore(context, { tenantId, customerIds, signal: run.signal, progress });
}

function warningLine(path: string, warning: ImportedFile['warnings'][number]): string {
  const { code, message, line, count } = warning;
  const where = line === null ? '' : count > 1 ? `, first on line ${line}` : `, line ${line}`;
  const times = count > 1 ? ` (${count} times)` : '';
  return `${path}${where}: warning ${code}: ${message}${times}`;
}

function fileLine(file: ImportedFile): string {
  const state = file.isUnchanged ? 'already imported, unchanged' : 'imported';
  return `${file.name}: ${state}: ${file.landed} lines, ${file.quarantined} quarantined`;
}

function totalLine(answer: ImportAnswer): string {
  return `The connection now has ${answer.receivables} receivables of ${answer.customers} customers.`;
}

function someFailed(failed: number, files: number): Error {
  const what =
    files === 1 ? 'the file was not imported' : `${failed} of ${files} files were not imported`;
  return domainError('IMPORT_INCOMPLETE', what, {
    remedy: 'correct what is said above of each, and import them again; the others are in',
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
