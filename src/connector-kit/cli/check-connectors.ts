/** Finds connectors, audits them one after the other, and writes or compares their reports. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configError } from '../../kernel';
import { auditConnector, renderReport, type AuditReport } from '../audits';
import { loadConnectors, type Listed } from './load-connectors';

export interface CheckOptions {
  /** The folder that holds connectors/. */
  root: string;
  /** Those to check; all, with the templates, when empty. */
  ids: readonly string[];
  /** Compare with the committed report instead of writing it. */
  isCompare: boolean;
}

export interface Checked {
  report: AuditReport;
  /** The committed report says something else. */
  isStale: boolean;
}

/** Throws CONFIG CONNECTOR_UNKNOWN for an id that is in no list. */
export async function checkConnectors(options: CheckOptions): Promise<Checked[]> {
  const checked: Checked[] = [];
  for (const { connector, simulator, folder } of await chosen(options)) {
    const report = await auditConnector(connector, {
      folder,
      ...(simulator === undefined ? {} : { simulator }),
    });
    const path = join(folder, 'report.json');
    const rendered = renderReport(report);
    const isStale = !existsSync(path) || readFileSync(path, 'utf8') !== rendered;
    if (isStale && !options.isCompare) writeFileSync(path, rendered);
    checked.push({ report, isStale });
  }
  return checked;
}

async function chosen({ root, ids }: CheckOptions): Promise<Listed[]> {
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
