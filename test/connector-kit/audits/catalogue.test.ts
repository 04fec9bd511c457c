import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDITS } from '../../../src/connector-kit/audits';

/** Ids and levels are promises: reports of other versions are read by them. Append; never renumber. */
const PROMISED = [
  'C01 MUST has a valid declaration; its id is its folder, its hosts, limits and docs are present',
  'C02 MUST rejects each invalid configuration with a ConfigError naming the field',
  'C03 MUST emits only declared records, and each matches its shape',
  'C04 MUST gives each record a stable, unique, non-null source key',
  'C05 MUST maps purely: the same payload gives the same records; no network, clock or chance',
  'C06 MUST resumes: pages before a checkpoint and a read from it give the full read, at every page',
  'C07 MUST has JSON checkpoints that survive a round trip and that the provider accepts back',
  'C08 MUST gives the same state when pages are delivered twice or in another order',
  'C09 MUST emits money as bigint minor units; no fraction reaches a record, signs are kept',
  'C10 MUST emits ISO dates; the dialects of the provider are decoded',
  'C11 MUST turns 401/403, 429, 5xx, resets, timeouts and bad JSON into the right error',
  'C12 MUST stops on abort within 1 s and ends even when the provider repeats itself for ever',
  'C13 MUST contacts only declared hosts',
  'C14 MUST leaks no planted secret into errors, logs, records or fixtures',
  'C15 MUST isolates one malformed record: the others arrive, it is quarantined with its path',
  'C16 MUST reports deletions, or declares that it cannot with a reason',
  'C17 SHOULD stays under its declared rate, and sends every request through the paced client',
  'C18 SHOULD keeps going when the provider adds fields or values nobody knows',
  'C19 SHOULD has fixtures for the ordinary and the awkward cases',
  'C20 SHOULD has a README with every required heading and a mapping row for each field it fills',
  'C21 MAY knows a ping of its provider from a forged one, and takes the same one twice',
  'C22 MUST books every call the simulator bills, before it is sent, and nothing it does not',
  'C23 MUST keeps the portfolio it is told to: watching twice and unwatching the unknown change nothing',
];

it('keeps every promised audit, its level and its claim', () => {
  expect(AUDITS.map(({ id, level, claim }) => `${id} ${level} ${claim}`)).toEqual(PROMISED);
});

it('explains every audit to authors in the same words', () => {
  const readme = readFileSync(join(__dirname, '../../../connectors/README.md'), 'utf8');
  const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const explained = rows
    .filter(([, id = '']) => /^C\d\d$/.test(id))
    .map(([, id, level, claim]) => `${id} ${level} ${claim}`);
  expect(explained).toEqual(PROMISED);
});
