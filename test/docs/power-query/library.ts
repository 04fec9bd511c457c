/** The functions of Power Query's library that the recipes call, by their documented meaning. */
import { parseCsv } from '../../api/export-reader';
import {
  asFunction,
  asList,
  asRecord,
  asTable,
  asText,
  MDate,
  MError,
  MRecord,
  MTable,
  MType,
  type MFunction,
  type Value,
} from './values';

const UTF8 = 65_001;

/** Constants and functions by name; requests go to `hub` in place of the address in the pages. */
export function library(hub: { documented: string; url: string }): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['Currency.Type', new MType('currency')],
    ['Int64.Type', new MType('int64')],
    ['TextEncoding.Utf8', UTF8],
    ['QuoteStyle.Csv', 1],
    ['Web.Contents', (base, options) => webContents(hub, asText(base ?? null), options ?? null)],
    ...Object.entries(FUNCTIONS),
  ]);
}

/** The value of an argument that may be left out. */
const given = (value: Value | undefined): Value => value ?? null;

const FUNCTIONS: Readonly<Record<string, MFunction>> = {
  'Json.FromValue': async (value) => Buffer.from(JSON.stringify(await toJson(given(value)))),
  'Json.Document': (bytes) => Promise.resolve(fromJson(JSON.parse(utf8(given(bytes))))),
  'Csv.Document': (bytes, options) => csvDocument(given(bytes), asRecord(given(options))),
  'Error.Record': (reason, message) =>
    Promise.resolve(
      MRecord.of([
        ['Reason', given(reason)],
        ['Message', given(message)],
      ]),
    ),
  'List.Combine': (lists) => Promise.resolve(asList(given(lists)).flatMap(asList)),
  'List.Transform': (list, change) =>
    Promise.all(asList(given(list)).map((item) => asFunction(given(change))(item))),
  'List.Generate': (...args) => generate(args),
  'Table.FromRecords': (records, columns) => fromRecords(given(records), given(columns)),
  'Table.PromoteHeaders': (table) => {
    const [header = [], ...rows] = asTable(given(table)).rows;
    return Promise.resolve(new MTable(header.map(asText), rows));
  },
  'Table.SelectColumns': (table, names) => {
    const { columns, rows } = asTable(given(table));
    const places = asList(given(names)).map((name) => columnOf(columns, asText(name)));
    const kept = rows.map((row) => places.map((place) => given(row[place])));
    return Promise.resolve(new MTable(asList(given(names)).map(asText), kept));
  },
  'Table.TransformColumnTypes': (table, types, culture) =>
    Promise.resolve(withTypes(asTable(given(table)), asList(given(types)), given(culture))),
};

function columnOf(columns: readonly string[], name: string): number {
  const place = columns.indexOf(name);
  if (place < 0) throw new MError('Expression.Error', `the column ${name} was not found`);
  return place;
}

/** Content makes it a POST; a status that is not handled by hand is an error. */
async function webContents(
  hub: { documented: string; url: string },
  base: string,
  options: Value,
): Promise<Value> {
  const { RelativePath, Query, Headers, Content, ManualStatusHandling } = await optionsOf(
    options === null ? MRecord.of([]) : asRecord(options),
    ['RelativePath', 'Query', 'Headers', 'Content', 'ManualStatusHandling'],
  );
  if (base !== hub.documented) throw new Error(`not the address of the pages: ${base}`);
  const url = new URL(RelativePath === null ? '' : asText(given(RelativePath)), hub.url);
  for (const [name, value] of await texts(given(Query))) url.searchParams.set(name, value);
  const response = await fetch(url, {
    headers: await texts(given(Headers)),
    ...(Content instanceof Uint8Array ? { method: 'POST', body: Buffer.from(Content) } : {}),
  });
  const handled = ManualStatusHandling === null ? [] : asList(given(ManualStatusHandling));
  if (!response.ok && !handled.includes(response.status)) {
    throw new MError('DataSource.Error', `Web.Contents failed: ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Options by name, null where absent. Throws on one that is not expected. */
async function optionsOf(
  record: MRecord,
  names: readonly string[],
): Promise<Readonly<Record<string, Value>>> {
  const unknown = record.names.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`an option nobody reads: ${unknown.join(', ')}`);
  const found: Record<string, Value> = {};
  for (const name of names) found[name] = record.has(name) ? await record.get(name) : null;
  return found;
}

async function texts(value: Value): Promise<[string, string][]> {
  if (value === null) return [];
  const record = asRecord(value);
  return Promise.all(
    record.names.map(async (name): Promise<[string, string]> => [
      name,
      asText(await record.get(name)),
    ]),
  );
}

function utf8(bytes: Value): string {
  if (!(bytes instanceof Uint8Array)) throw new MError('Expression.Error', 'no binary');
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

async function toJson(value: Value): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all((value as readonly Value[]).map(toJson));
  if (!(value instanceof MRecord)) return value;
  const fields = value.names.map(async (name) => [name, await toJson(await value.get(name))]);
  return Object.fromEntries((await Promise.all(fields)) as [string, unknown][]);
}

function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object' || value === null) return value as Value;
  return MRecord.of(Object.entries(value).map(([name, inside]) => [name, fromJson(inside)]));
}

async function csvDocument(bytes: Value, options: MRecord): Promise<Value> {
  const names = ['Delimiter', 'Encoding', 'QuoteStyle'];
  const { Delimiter, Encoding, QuoteStyle } = await optionsOf(options, names);
  expect({ Delimiter, Encoding, QuoteStyle }).toEqual({
    Delimiter: ',',
    Encoding: UTF8,
    QuoteStyle: 1,
  });
  const rows = parseCsv(utf8(bytes));
  return new MTable(
    (rows[0] ?? []).map((_, place) => `Column${place + 1}`),
    rows,
  );
}

async function generate(args: readonly Value[]): Promise<Value> {
  const [initial, condition, next, selector] = args.map(asFunction);
  if (initial === undefined || condition === undefined || next === undefined) {
    throw new Error('List.Generate takes at least three functions');
  }
  const found: Value[] = [];
  for (let state = await initial(); (await condition(state)) === true; state = await next(state)) {
    found.push(selector === undefined ? state : await selector(state));
  }
  return found;
}

async function fromRecords(records: Value, columns: Value): Promise<Value> {
  const list = asList(records).map(asRecord);
  const names = columns === null ? (list[0]?.names ?? []) : asList(columns).map(asText);
  const rows = list.map((record) => Promise.all(names.map((name) => record.get(name))));
  return new MTable(names, await Promise.all(rows));
}

/** Without a culture, Power Query reads numbers and dates as the machine that refreshes writes them. */
function withTypes(table: MTable, types: readonly Value[], culture: Value): MTable {
  if (culture !== 'en-US') throw new Error('types are given without the culture of the data');
  const byColumn = new Map<number, MType>();
  for (const pair of types) {
    const [name, type] = asList(pair);
    if (!(type instanceof MType)) throw new Error('a column without a type');
    byColumn.set(columnOf(table.columns, asText(given(name))), type);
  }
  const rows = table.rows.map((row) =>
    row.map((cell, place) => typed(cell, byColumn.get(place)?.typeName ?? 'any')),
  );
  return new MTable(table.columns, rows);
}

function typed(value: Value, type: string): Value {
  if (value === null || type === 'any') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '' && type !== 'text') return null;
  switch (type) {
    case 'text':
      return text;
    case 'date':
      return new MDate(matched(text, /^\d{4}-\d{2}-\d{2}$/));
    case 'logical':
      return matched(text, /^(?:true|false)$/) === 'true';
    case 'int64':
      return Number(matched(text, /^-?\d+$/));
    case 'number':
      return Number(matched(text, /^-?\d+(?:\.\d+)?$/));
    case 'currency':
      return currency(matched(text, /^-?\d+(?:\.\d{1,4})?$/));
    default:
      throw new Error(`the type ${type} is not known here`);
  }
}

function matched(text: string, pattern: RegExp): string {
  if (pattern.test(text)) return text;
  throw new MError('DataFormat.Error', `${JSON.stringify(text)} could not be converted`);
}

/** Ten-thousandths of "-12.5". */
function currency(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
}
