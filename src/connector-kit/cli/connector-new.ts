/** `npm run connector:new -- <id> --kind <kind>`: a connector that passes its audits, to be made true step by step. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError } from '../../kernel';
import { KINDS, scaffold } from './scaffold';

const CHECKOUT = join(__dirname, '../../..');

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kind: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
      root: { type: 'string', default: CHECKOUT },
    },
  });
  const [id] = positionals;
  if (values.help || id === undefined) {
    process.stdout.write(`Usage: npm run connector:new -- <id> --kind ${KINDS.join('|')}\n`);
    return values.help ? 0 : 1;
  }
  const root = resolve(values.root);
  scaffold({ root, id, kind: values.kind });
  process.stdout.write(`connectors/${id} is written and listed in connectors/index.ts.\n\n`);
  const code = check(root, id);
  process.stdout.write(nextSteps(id, values.kind));
  return code;
}

/** In a process of its own: the list this one would load does not hold the new connector yet. */
function check(root: string, id: string): number {
  const script = join(__dirname, 'connector-check.ts');
  const args = ['--import', 'tsx', script, id, '--root', root];
  const { status } = spawnSync(process.execPath, args, { cwd: CHECKOUT, stdio: 'inherit' });
  return status ?? 1;
}

const ACCOUNTING_STEPS: readonly string[] = [
  'index.ts    name, hosts, limits and licence with their sources, docs',
  'payloads.ts the fields you use, with the types they really have',
  'map.ts      payloads to parties and documents; amounts signed from the debtor',
  'client.ts   the endpoints, and how the software knows who asks',
  'streams.ts  a page of everything, and a page of what changed since an instant',
  'simulator.ts the software as it answers, rendered from the simulated books',
];

function nextSteps(id: string, kind: string): string {
  const steps =
    kind === 'accounting'
      ? ACCOUNTING_STEPS
      : kind === 'file'
        ? [
            'fixtures/   put small files of your format there, one per case, with invented names',
            'map.ts      turn one line into one record; refuse with the field that is wrong',
            'reader.ts   decode bytes and number lines; sniff() must know the format by its head',
          ]
        : [
            'index.ts    name, hosts, limits, licence and prices with their sources, docs',
            'payloads.ts the fields you use, with the types they really have',
            'map.ts      payloads to records',
            'client.ts   the endpoints, with what each call buys; when none does, delete prices, buys and charge',
            'companies.ts which requests make the payloads of the stream; how a company is unknown',
            'simulator.ts the provider as it answers and bills, from the simulated world',
          ];
  const numbered = [...steps, 'README.md   the numbers, the quirks, the field mapping'];
  const list = numbered.map((step, index) => `  ${index + 1}. ${step}`).join('\n');
  return `\nNext, in connectors/${id} (connectors/README.md explains each step):\n${list}\n
Then: npm run connector:check -- ${id}\n`;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
