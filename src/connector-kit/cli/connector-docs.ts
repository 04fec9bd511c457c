/** Keeps docs/connectors.md what the declarations and the committed reports say. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConnectors, type Listed } from './load-connectors';
import { renderDocs, type DocumentedConnector } from './render-docs';

/** Writes the page, or with `isCompare` only looks; whether it was out of date. Nothing is done without docs/. */
export async function keepDocs(root: string, isCompare: boolean): Promise<boolean> {
  if (!existsSync(join(root, 'docs'))) return false;
  const path = join(root, 'docs', 'connectors.md');
  const listed = await loadConnectors(root);
  const documented = listed.filter(({ isTemplate }) => !isTemplate).map(documentedOf);
  const text = renderDocs(documented);
  const isStale = !existsSync(path) || readFileSync(path, 'utf8') !== text;
  if (isStale && !isCompare) writeFileSync(path, text);
  return isStale;
}

function documentedOf({ connector, folder }: Listed): DocumentedConnector {
  const path = join(folder, 'report.json');
  if (!existsSync(path)) return { connector, tier: 'not audited', liveOn: null };
  const report = JSON.parse(readFileSync(path, 'utf8')) as { tier: string; live?: { on: string } };
  return { connector, tier: report.tier, liveOn: report.live?.on ?? null };
}
