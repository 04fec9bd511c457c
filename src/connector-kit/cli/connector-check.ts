/** `npm run connector:check [-- <id>… --compare --live --record <folder> --docs]`: audits connectors, keeps report.json. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configError, describeError } from '../../kernel';
import type { LiveReport } from '../audits';
import { checkConnectors, type Checked } from './check-connectors';
import { checkInParallel } from './check-in-parallel';
import { keepDocs } from './connector-docs';
import { renderTable } from './report-table';

interface Options {
  root: string;
  ids: string[];
  isCompare: boolean;
  isLive: boolean;
  isDocsOnly: boolean;
  record: string | undefined;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compare: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      record: { type: 'string' },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      root: { type: 'string', default: join(__dirname, '../../..') },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return check({
    root: resolve(values.root),
    ids: positionals,
    isCompare: values.compare,
    isLive: values.live,
    isDocsOnly: values.docs,
    record: values.record,
  });
}

async function check(options: Options): Promise<number> {
  const { root, ids, isCompare, isLive, isDocsOnly, record } = options;
  if (isDocsOnly) return tellDocs(await keepDocs(root, isCompare), isCompare);
  if (isLive && ids.length === 0) throw usage('--live asks real providers: name the connectors');
  if (record !== undefined && !isLive) throw usage('--record keeps what --live hears');
  // A provider is asked by one process, so that its pace is kept.
  const checked = isLive
    ? await checkConnectors({
        ...{ root, ids, isCompare, live: process.env },
        ...(record === undefined ? {} : { record: resolve(record) }),
      })
    : await checkInParallel({ root, ids, isCompare });
  for (const { live } of checked) if (live !== null) process.stdout.write(liveText(live));
  process.stdout.write(renderTable(checked.map(({ report }) => report)));
  // A part of the connectors says nothing about the page of all.
  const isDocsStale = ids.length === 0 && (await keepDocs(root, isCompare));
  return Math.max(verdict(checked, isCompare), tellDocs(isDocsStale, isCompare));
}

function verdict(checked: readonly Checked[], isCompare: boolean): number {
  const stale = checked.filter(({ isStale }) => isStale).map(({ report }) => report.connector);
  if (isCompare && stale.length > 0) {
    process.stdout.write(
      `\nreport.json is out of date for ${stale.join(', ')}: run npm run connector:check\n`,
    );
    return 1;
  }
  const below = checked.filter(({ report }) => report.tier === 'none');
  if (below.length === 0) return 0;
  const names = below.map(({ report }) => report.connector).join(', ');
  process.stdout.write(`\nbelow bronze, so not fit for use: ${names}\n`);
  return 1;
}

function tellDocs(isStale: boolean, isCompare: boolean): number {
  if (!isStale || !isCompare) return 0;
  process.stdout.write(
    '\ndocs/connectors.md is not what the declarations say: run npm run connector:check -- --docs\n',
  );
  return 1;
}

function liveText({ connector, outcomes, bought, recorded, run }: LiveReport): string {
  const failures = outcomes
    .filter(({ status }) => status === 'failed')
    .map(({ id, detail }) => `  ${id} failed live: ${detail}`);
  const calls = bought.length === 0 ? 'nothing' : bought.map(({ call }) => call).join(', ');
  const kept = recorded.length === 0 ? [] : [`  recorded ${recorded.length} answers`];
  const head = `${connector}, live: ${run === null ? 'not proven' : 'proven'}; bought ${calls}`;
  return `${[head, ...failures, ...kept].join('\n')}\n\n`;
}

function usage(message: string): Error {
  return configError('CONNECTOR_CHECK_USAGE', message, {
    remedy: 'npm run connector:check -- --help',
  });
}

const HELP = `Usage: npm run connector:check -- [<id>…] [--compare] [--live [--record <folder>]] [--docs]

Runs the audits of connectors/README.md offline, on simulators and fixtures, prints a table and
writes connectors/<id>/report.json. Without an id: every connector, the templates, and
docs/connectors.md.

  --compare   write nothing; fail when a committed report.json or docs/connectors.md differs
  --live      ask the providers named themselves first, in their sandbox: settings from
              ENCOURS_LIVE_<ID>_<FIELD>, SIRENs from ENCOURS_LIVE_<ID>_SUBJECTS. It may cost money.
              The day is kept in report.json when every audit that can run live stood.
  --record    keep what they answer in <folder>/<id>, without the secrets. It may hold persons and
              licensed data: it is for you, not for the repository.
  --docs      only write docs/connectors.md from declarations and committed reports
  --root      the folder that holds connectors/ (default: this checkout)

Exit code 1 when a MUST fails, or with --compare when something differs.
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
