/** Asks what a panel of Grafana's Infinity data source asks, and makes its table, by the plugin's documentation. */
import { parseCsv } from '../api/export-reader';
import { DOCUMENTED_URL } from './fenced-blocks';
import type { Yaml } from './block-yaml';

export interface Panel {
  targets: Target[];
}

interface Target {
  type: 'graphql' | 'csv';
  parser: string;
  source: string;
  url: string;
  url_options: {
    method: 'GET' | 'POST';
    body_graphql_query?: string;
    body_graphql_variables?: string;
    params?: { key: string; value: string }[];
  };
  root_selector: string;
  columns: { selector: string; text: string; type: 'string' | 'number' | 'timestamp' }[];
}

type Cell = string | number | null;
export type FrameRow = Record<string, Cell>;

export interface Dashboard {
  source: Yaml;
  /** Where the hub is instead of where the pages say. */
  url: string;
  environment: Readonly<Record<string, string>>;
  /** What Grafana writes in place of its variables. */
  variables: Readonly<Record<string, string>>;
}

/** The rows of a panel's first query, by column title. */
export async function panelRows(panel: Panel, dashboard: Dashboard): Promise<FrameRow[]> {
  const [target] = panel.targets;
  if (target?.parser !== 'backend' || target.source !== 'url') throw new Error('not by the server');
  const rows = await answered(target, dashboard);
  return rows.map((row) =>
    Object.fromEntries(
      target.columns.map(({ selector, text, type }) => [text, cell(at(row, selector), type)]),
    ),
  );
}

async function answered(target: Target, dashboard: Dashboard): Promise<unknown[]> {
  const { source, environment } = dashboard;
  const settings = at(source, 'datasources.0.jsonData');
  if (at(settings, 'auth_method') !== 'bearerToken') throw new Error('another kind of sign-in');
  const hosts = at(settings, 'allowedHosts') as string[];
  if (!hosts.some((host) => target.url.startsWith(`${host}/`))) throw new Error('host not allowed');
  const token = filled(String(at(source, 'datasources.0.secureJsonData.bearerToken')), environment);
  const { url, init } = request(target, dashboard);
  const response = await fetch(url, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${token}` },
  });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  if (target.type === 'graphql') {
    const rows = at(JSON.parse(body), target.root_selector);
    return Array.isArray(rows) ? (rows as unknown[]) : [rows];
  }
  const [header = [], ...cells] = parseCsv(body);
  return cells.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place]])));
}

function request(target: Target, { url: hub, variables }: Dashboard) {
  const { url_options: options } = target;
  const url = new URL(target.url.replace(DOCUMENTED_URL, hub));
  for (const { key, value } of options.params ?? []) {
    url.searchParams.append(key, interpolated(value, variables));
  }
  if (target.type === 'csv') return { url, init: { method: options.method, headers: {} } };
  const body = {
    query: interpolated(options.body_graphql_query ?? '', variables),
    variables: JSON.parse(
      interpolated(options.body_graphql_variables ?? '{}', variables),
    ) as unknown,
  };
  const headers = { 'content-type': 'application/json' };
  return { url, init: { method: options.method, headers, body: JSON.stringify(body) } };
}

/** A value by a path such as `a.b.0`; null where there is none. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inside, name) => (inside as Record<string, unknown> | null)?.[name] ?? null,
      value,
    );
}

function interpolated(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`Grafana has no variable ${name}`);
    return value;
  });
}

function filled(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$(\w+)/g, (_, name: string) => environment[name] ?? '');
}

function cell(value: unknown, type: Target['columns'][number]['type']): Cell {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error('a cell is no value');
  const text = String(value);
  if (type === 'string') return text;
  const number = type === 'number' ? Number(text) : Date.parse(text);
  if (Number.isNaN(number)) throw new Error(`${text} is no ${type}`);
  return number;
}
