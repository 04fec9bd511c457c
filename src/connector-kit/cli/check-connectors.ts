/** Finds connectors, audits them one after the other, and writes or compares their reports. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configError } from '../../kernel';
import {
  auditConnector,
  auditLive,
  liveSettings,
  renderReport,
  type AuditReport,
  type LiveReport,
  type LiveRun,
} from '../audits';
import { loadConnectors, type Listed } from './load-connectors';

export interface CheckOptions {
  /** The folder that holds connectors/. */
  root: string;
  /** Those to check; all, with the templates, when empty. */
  ids: readonly string[];
  /** Compare with the committed report instead of writing it. */
  isCompare: boolean;
  /** Ask the providers themselves first, with the settings of these variables. */
  live?: Readonly<Record<string, string | undefined>>;
  /** Folder that keeps the conversations of a live check, one folder per connector below it. */
  record?: string;
}

export interface Checked {
  report: AuditReport;
  /** The committed report says something else. */
  isStale: boolean;
  /** What the live check found; null when there was none. */
  live: LiveReport | null;
}

/** Throws CONFIG CONNECTOR_UNKNOWN for an id that is in no list. */
export async function checkConnectors(options: CheckOptions): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const listed of await chosen(options)) checked.push(await checkOne(listed, options));
  return checked;
}

async function checkOne(listed: Listed, options: CheckOptions): Promise<Checked> {
  const { connector, simulator, folder } = listed;
  const path = join(folder, 'report.json');
  const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const live = await liveCheck(listed, options);
  const offline = await auditConnector(connector, {
    folder,
    ...(simulator === undefined ? {} : { simulator }),
  });
  const report: AuditReport = { ...offline, live: live?.run ?? lastLiveRun(committed) };
  const rendered = renderReport(report);
  const isStale = committed !== rendered;
  if (isStale && !options.isCompare) writeFileSync(path, rendered);
  return { report, isStale, live };
}

async function liveCheck(
  { connector, folder }: Listed,
  { live, record }: CheckOptions,
): Promise<LiveReport | null> {
  if (live === undefined || connector.kind === 'file') return null;
  const settings = liveSettings(connector, live);
  const at = record === undefined ? {} : { record: join(record, connector.id) };
  return auditLive(connector, { folder, settings, ...at });
}

/** An offline check proves nothing about the provider, and takes nothing back. */
function lastLiveRun(committed: string): LiveRun | null {
  if (committed === '') return null;
  return (JSON.parse(committed) as { live?: LiveRun }).live ?? null;
}

/** Those asked for, in their order; throws CONFIG CONNECTOR_UNKNOWN. */
export async function chosen({ root, ids }: Pick<CheckOptions, 'root' | 'ids'>): Promise<Listed[]> {
  const all = await loadConnectors(root);
  if (ids.length === 0) return all;
  return ids.map((id) => {
    const found = all.find(({ connector }) => connector.id === id);
    if (found !== undefined) return found;
    const known = all.map(({ connector }) => connector.id).join(', ');
    throw configError('CONNECTOR_UNKNOWN', `there is no connector ${id}; there are ${known}`, {
      place: { field: 'id' },
      remedy: 'Check the spelling, and that connectors/index.ts lists it.',
    });
  });
}
