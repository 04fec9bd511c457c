/** `npm run connector:check [-- <id>…] [--compare]`: audits connectors and keeps their report.json. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError } from '../../kernel';
import { checkConnectors } from './check-connectors';
import { renderTable } from './report-table';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compare: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      root: { type: 'string', default: join(__dirname, '../../..') },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const root = resolve(values.root);
  const checked = await checkConnectors({ root, ids: positionals, isCompare: values.compare });
  process.stdout.write(renderTable(checked.map(({ report }) => report)));
  const stale = checked.filter(({ isStale }) => isStale).map(({ report }) => report.connector);
  if (values.compare && stale.length > 0) {
    process.stdout.write(
      `\nreport.json is out of date for ${stale.join(', ')}: run npm run connector:check\n`,
    );
    return 1;
  }
  return checked.some(({ report }) => report.tier === 'none') ? 1 : 0;
}

const HELP = `Usage: npm run connector:check -- [<id>…] [--compare]

Runs the audits of connectors/README.md offline, on simulators and fixtures, prints a table and
writes connectors/<id>/report.json. Without an id: every connector, and the templates.

  --compare   write nothing; fail when a committed report.json differs
  --root      the folder that holds connectors/ (default: this checkout)

Exit code 1 when a MUST fails, or with --compare when a report differs.
`;

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = 1;
  },
);
