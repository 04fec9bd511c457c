import type { Command } from 'commander';
import { loadWork, withExamples, withJson, withTenant } from './declaration';
import type { ImportOptions } from './import';

const work = (): typeof import('./import') => loadWork('import');

export function declareImport(program: Command): void {
  const command = program
    .command('import')
    .description(
      'Import files: the books (fec), or lists of companies (verif); the same file again changes nothing, and a killed import is made good by the next',
    )
    .argument(
      '<file...>',
      'files to import, or folders of them; one that cannot be read does not keep the others out',
    )
    .requiredOption(
      '-c, --connector <id>',
      'the connector that reads them: fec, ledger-file, e-invoice, verif',
    )
    .option('--dry-run', 'show what would be read and what set aside; write nothing')
    .option('--map', 'ask what each column is (ledger-file), and remember it for the next file')
    .option('--mapping <file>', 'what the columns are, as JSON: {"kind":…,"columns":{…}}')
    .option(
      '--set <field=column...>',
      'what one column is, or a setting: number="N° facture", dateOrder=DMY',
    )
    .option('--no-rescore', 'leave scoring, limits and alerts to the next `rescore` or nightly run')
    .action((files: string[], options: ImportOptions) => work().importCommand(files, options));
  withExamples(
    withJson(withTenant(command)),
    'import 123456782FEC20251231.txt --connector fec --tenant acme',
    'import companies.csv --connector verif --tenant acme',
    'import invoices.xlsx -c ledger-file -t acme --dry-run   # what its columns are taken for, and what would be read',
    'import books/*.txt -c fec -t acme --json   # {"landed":…,"quarantined":…,"receivables":…,"customers":…}',
  );
}
