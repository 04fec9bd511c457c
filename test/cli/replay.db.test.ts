/** A run proved by another process, and the commands about models. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryRows, fecText } from '../../connectors/fec/reading';
import { RUN_KINDS } from '../../src/cli/commands/replay.command';
import { SCORING_RUN_KINDS } from '../../src/scoring/scoring-run.entity';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(180_000);

const database = useDatabase();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-replay-'));
  await run('tenants', 'create', 'acme');
  await importBooks('first', '411C1 100, 707 -100', '20250131');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Ended> {
  return encours(args, { DATABASE_URL: database().url, ENCOURS_HOME: folder });
}

const acme = (...args: string[]): Promise<Ended> => run(...args, '--tenant', 'acme');

async function importBooks(name: string, entry: string, on: string): Promise<void> {
  const path = join(folder, `${name}.txt`);
  writeFileSync(path, fecText(entryRows(entry, { journal: 'VE', on, reference: name })));
  const ended = await run('import', path, '--connector', 'fec', '--tenant', 'acme');
  expect(ended.stderr).not.toContain('What to do');
}

const idOf = async (): Promise<string> => {
  const [row] = await database().query<{ id: string }>(
    `SELECT r.scoring_run_id AS id FROM scoring_run r JOIN credit_assessment a USING (tenant_id, scoring_run_id)
     ORDER BY r.started_at LIMIT 1`,
  );
  return row?.id ?? '';
};

it('proves a run of another process, also after more was booked, and finds what was changed by hand', async () => {
  const first = await idOf();
  await importBooks('second', '411C2 250, 707 -250', '20250228');
  await acme('rescore');
  const replayed = await acme('replay', first, '--json');
  expect(replayed.code).toBe(0);
  expect(JSON.parse(replayed.stdout)).toMatchObject({
    ...{ isEqual: true, differenceCount: 0, run: { scoringRunId: first } },
    assessments: { equal: 1, different: 0, notReplayable: 0 },
  });
  await database().query(
    `UPDATE credit_assessment SET score = score - 1 WHERE scoring_run_id = $1`,
    [first],
  );
  const differing = await acme('replay', first);
  expect(differing.code).toBe(1);
  expect(differing.stdout).toMatch(/customer C1, assessment \S+, score: stored \d+, computed \d+/);
  expect(differing.stderr).toContain('REPLAY_DIFFERS');
  await database().query(
    `UPDATE credit_assessment SET score = score + 1, model_version = 'encours-1'
    WHERE scoring_run_id = $1`,
    [first],
  );
  const unknown = await acme('replay', first);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('SCORING_MODEL_UNKNOWN');
  expect(unknown.stdout).toContain('1 not replayable');
});

it('lists the runs, and takes the last of a kind', async () => {
  const listed = await acme('replay', '--list');
  expect(listed.stdout).toMatch(/^RUN +KIND +DAY/);
  expect(listed.stdout).toContain(await idOf());
  const none = await acme('replay', '--latest', '--kind', 'POLICY');
  expect(none.stderr).toContain('SCORING_RUN_NOT_FOUND');
  expect([...RUN_KINDS].sort()).toEqual([...SCORING_RUN_KINDS].sort());
});

it('tells the first day that a trial may be of, where nobody was assessed before', async () => {
  const early = await acme('shadow', 'encours-3-payments', '--as-of', '2020-01-01');
  expect(early.stdout).toMatch(
    /^Nobody was assessed by 2020-01-01: the first assessments are of \d/,
  );
});

it('asks why a model is to count', async () => {
  const ended = await acme('models', 'use', 'encours-3-payments');
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('MODEL_CHOICE_UNEXPLAINED');
});

it('asks which run when none is named', async () => {
  const ended = await acme('replay');
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('SCORING_RUN_NOT_NAMED');
});

it('lists the models, tries one in shadow and has it count, warning of one never tried', async () => {
  const listed = await acme('models');
  expect(listed.stdout).toMatch(/^encours-3 \(counts\): /m);
  expect(listed.stdout).toMatch(/^ {2}weights\.behaviour: 1 \(0\.8\)$/m);
  const hasty = await acme(
    'models',
    'use',
    'encours-3-payments',
    '--from',
    '2099-01-01',
    '--comment',
    'soon',
  );
  expect(hasty.stdout).toContain('counts from 2099-01-01');
  expect(hasty.stderr).toContain('was never tried here');
  const trial = await acme('shadow', 'encours-3-payments');
  expect(trial.stdout).toContain('on the 2 assessments in force');
  const used = await acme(
    'models',
    'use',
    'encours-3-payments',
    '--by',
    'marie',
    '--comment',
    'compared',
    '--json',
  );
  expect(used.stderr).not.toContain('never tried');
  expect(JSON.parse(used.stdout)).toMatchObject({ isNew: true, wasCompared: true });
  await acme('rescore');
  const [model] = await database().query(
    `SELECT DISTINCT model_version AS model FROM credit_assessment WHERE is_current`,
  );
  expect(model).toEqual({ model: 'encours-3-payments' });
  expect((await acme('replay', '--latest')).code).toBe(0);
  const outcomes = await acme('outcomes');
  expect(outcomes.stdout).toContain('No assessment is a year old yet');
});
