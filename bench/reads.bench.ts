/**
 * Reads a portfolio of 20,000 customers and 1,000,000 invoices (20 % open) over HTTP, one server process, and compares
 * each answer with hand-written SQL that has Postgres build the same JSON, in the same run at 8 connections.
 *
 *   npm run bench -- reads [--customers 20000] [--invoices 1000000] [--seconds 8] [--only a,b] [--keep folder]
 *
 * --keep leaves the loaded database in the folder and uses it again; --profile folder has the server leave a CPU
 * profile there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { migrateDatabase, startEmbeddedPostgres } from '../src/database';
import { localDateAt, silentLogger, systemClock } from '../src/kernel';
import { agedBalanceCase } from './reads/case-aged-balance';
import { customerPageCase } from './reads/case-customer-page';
import { customersCase } from './reads/case-customers';
import { keyFiguresCase } from './reads/case-key-figures';
import { receivablesCase } from './reads/case-receivables';
import { checkAnswers } from './reads/check-answers';
import { doublePaidHistory, loadBooks, type Books } from './reads/load-books';
import { measureCase, medianMs, type CaseFigures } from './reads/measure';
import { startDriver, startServer, type Driver } from './reads/processes';
import type { ReadCase, Reader } from './reads/read-case';

interface Options {
  customers: number;
  invoices: number;
  seconds: number;
  only: readonly string[] | null;
  keep: string | null;
  profile: string | null;
}

type Make = (reader: Reader) => ReadCase | Promise<ReadCase>;
const CASES: Readonly<Record<string, Make>> = {
  a: customersCase,
  b: receivablesCase,
  c: agedBalanceCase,
  d: keyFiguresCase,
  e: customerPageCase,
};

async function main(): Promise<void> {
  const options = readOptions();
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'encours-bench-'));
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    logger: silentLogger,
    durable: false,
  });
  try {
    await migrateDatabase(server.url);
    const books = await loadBooks(server.url, options);
    const figures = await measureAll({ url: server.url, books, options });
    const doubled = await measureDoubled({ url: server.url, books, options });
    const history = doubled === null ? {} : { historyDoubled: doubled };
    console.log(JSON.stringify({ ...figures, ...history }));
  } finally {
    await server.stop();
    if (options.keep === null) rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: '20000' },
      invoices: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '8' },
      only: { type: 'string' },
      keep: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const only = values.only?.split(',') ?? null;
  const unknown = only?.find((name) => !(name in CASES));
  if (unknown !== undefined) throw new Error(`--only: there is no case ${unknown}`);
  return {
    customers: Number(values.customers),
    invoices: Number(values.invoices),
    seconds: Number(values.seconds),
    only,
    keep: values.keep ?? null,
    profile: values.profile ?? null,
  };
}

interface Bench {
  url: string;
  books: Books;
  options: Options;
}

async function measureAll(bench: Bench): Promise<Record<string, object>> {
  const names = Object.keys(CASES).filter((name) => bench.options.only?.includes(name) ?? true);
  return withServer(bench, names, async (driver, cases) => {
    const printed: Record<string, object> = {};
    console.log(HEADER);
    for (const each of cases) {
      const figures = await measureCase(driver, each, bench.options.seconds);
      console.log(lineOf(each, figures));
      printed[each.name] = summaryOf(figures);
    }
    return printed;
  });
}

/** What twice the paid history does to the aged balance: it should cost as much as before. */
async function measureDoubled(bench: Bench): Promise<object | null> {
  if (bench.options.only?.includes('c') === false) return null;
  const name = 'c';
  const medians = (on: Bench): Promise<{ ours: number; limit: number }> =>
    withServer(on, [name], async (driver) => {
      const { seconds } = bench.options;
      const ours = await medianMs(driver, name, { side: 'ours', seconds });
      return { ours, limit: await medianMs(driver, name, { side: 'limit', seconds }) };
    });
  const before = await medians(bench);
  const url = await copyDatabase(bench.url, 'doubled');
  await doublePaidHistory(url, bench.books);
  const after = await medians({ ...bench, url });
  const ratio = after.ours / before.ours;
  console.log(
    `aged balance, one at a time: ${before.ours.toFixed(1)} ms, with the paid history doubled ` +
      `${after.ours.toFixed(1)} ms (${ratio.toFixed(2)} times); hand-written ${before.limit.toFixed(1)} ms, ` +
      `then ${after.limit.toFixed(1)} ms`,
  );
  return { ms: round(before.ours), msDoubled: round(after.ours), ratio: round(ratio) };
}

/** A copy to change, so that kept books stay as they are. */
async function copyDatabase(url: string, name: string): Promise<string> {
  const source = new URL(url);
  const target = new URL(url);
  target.pathname = `/${name}`;
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(
      `CREATE DATABASE ${name} TEMPLATE ${source.pathname.slice(1)} STRATEGY file_copy`,
    );
  } finally {
    await client.end();
  }
  return target.href;
}

/** Runs work against a server of its own and a load generator, with the named cases prepared and checked. */
async function withServer<Result>(
  { url, books, options }: Bench,
  names: readonly string[],
  work: (driver: Driver, cases: readonly ReadCase[]) => Promise<Result>,
): Promise<Result> {
  const server = await startServer(url, options.profile);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const reader = readerOf(server.url, client, books);
    const cases: ReadCase[] = [];
    for (const name of names) {
      const made = await CASES[name]?.(reader);
      if (made !== undefined) cases.push(made);
    }
    for (const each of cases) await checkAnswers(each, reader);
    const target = { apiUrl: server.url, databaseUrl: url, ...books };
    const driver = startDriver(target, cases);
    try {
      return await work(driver, cases);
    } finally {
      await driver.stop();
    }
  } finally {
    await client.end();
    await server.stop();
  }
}

function readerOf(apiUrl: string, client: Client, books: Books): Reader {
  return {
    tenantId: books.tenantId,
    today: localDateAt(systemClock.now(), 'Europe/Paris'),
    ask: async (query, variables = {}) => {
      const response = await fetch(`${apiUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${books.key}` },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await response.json()) as { data?: unknown; errors?: unknown };
      if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
      return answer.data;
    },
    select: async <Row>(sql: string, params: readonly unknown[] = []) => {
      const { rows } = await client.query(sql, [...params]);
      return rows as Row[];
    },
  };
}

const HEADER =
  '     ours/s  limit/s  ratio  aim   ours p50     p99   limit p50     p99   bytes per answer';

function lineOf({ name, title, aim }: ReadCase, { ours, limit, ratio }: CaseFigures): string {
  const cell = (value: number, width: number): string => value.toFixed(1).padStart(width);
  return [
    ` ${name} ${cell(ours.rps, 8)} ${cell(limit.rps, 8)}`,
    `${ratio.toFixed(2).padStart(6)} ${(aim?.toFixed(1) ?? '-').padStart(4)}`,
    `${cell(ours.p50Ms, 8)} ms ${cell(ours.p99Ms, 5)} ms ${cell(limit.p50Ms, 8)} ms ${cell(limit.p99Ms, 5)} ms`,
    `${Math.round(ours.bytes).toLocaleString('en').padStart(9)}  ${title}`,
  ].join(' ');
}

function summaryOf({ ours, limit, ratio }: CaseFigures): object {
  return {
    rps: round(ours.rps),
    limitRps: round(limit.rps),
    ratio: round(ratio),
    p50Ms: round(ours.p50Ms),
    p99Ms: round(ours.p99Ms),
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

void main();
