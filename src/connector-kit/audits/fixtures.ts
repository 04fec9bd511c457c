/**
 * Fixtures of a connector, by convention: connectors/<id>/fixtures/<stream>/<case>.json holds the payloads of one case
 * (an array), fixtures/<case>.txt a file. fixtures/audit.json may give what the audits cannot guess.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Json } from '../connector';
import * as from from '../decode';

export interface PayloadFixture {
  stream: string;
  /** File name without its extension, "malformed". */
  name: string;
  payloads: Json[];
}

export interface FileFixture {
  /** Name without its extension, "typical". */
  name: string;
  /** Name under which the reader sees it; for formats that carry facts in the file name. */
  fileName: string;
  content: Uint8Array;
}

export interface Fixtures {
  payloads: PayloadFixture[];
  files: FileFixture[];
  settings: AuditSettings;
  /** Every text of the folder by its path in it, for the search for secrets. */
  texts: ReadonlyMap<string, string>;
}

/** What fixtures/audit.json may say. */
export interface AuditSettings {
  /** Configuration the simulator accepts, without baseUrl; secrets are made up when it does not name them. */
  config: Record<string, Json>;
  /** SIRENs to read; those of the sample world when empty. */
  subjects: string[];
  /** What the hub already knows companies as: SIREN to scheme to value. */
  identifiers: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Fixture name to the file name its reader should see. */
  fileNames: ReadonlyMap<string, string>;
}

const readSettings = from.object({
  config: from.optional(from.mapOf(from.json)),
  subjects: from.optionalArray(from.string),
  identifiers: from.optional(from.mapOf(from.mapOf(from.text))),
  fileNames: from.optional(from.mapOf(from.string)),
});

/** Reads the fixtures below a connector's folder; an absent folder is no fixtures. Throws on JSON it cannot read. */
export function loadFixtures(connectorFolder: string): Fixtures {
  const folder = join(connectorFolder, 'fixtures');
  const settings = loadSettings(join(folder, 'audit.json'));
  const payloads: PayloadFixture[] = [];
  const files: FileFixture[] = [];
  const texts = new Map<string, string>();
  for (const path of listFiles(folder)) {
    const content = readFileSync(join(folder, path));
    texts.set(path, content.toString('utf8'));
    const name = basename(path, extname(path));
    const [stream = '', ...rest] = path.split('/');
    if (extname(path).toLowerCase() === '.txt') {
      const fileName = settings.fileNames.get(name) ?? basename(path);
      files.push({ name, fileName, content: new Uint8Array(content) });
    } else if (rest.length > 0 && extname(path) === '.json') {
      payloads.push({ stream, name, payloads: payloadsOf(JSON.parse(content.toString('utf8'))) });
    }
  }
  return { payloads, files, settings, texts };
}

/** An array is the payloads of the case; anything else is its one payload. */
function payloadsOf(parsed: unknown): Json[] {
  return Array.isArray(parsed) ? (parsed as Json[]) : [parsed as Json];
}

function loadSettings(path: string): AuditSettings {
  const raw: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const { config, subjects, identifiers, fileNames } = readSettings(raw, '');
  return {
    config: Object.fromEntries(config ?? new Map<string, Json>()),
    subjects,
    identifiers: identifiers ?? new Map<string, Map<string, string>>(),
    fileNames: fileNames ?? new Map<string, string>(),
  };
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const prefix = folder.length + 1;
  return files.map((entry) => join(entry.parentPath, entry.name).slice(prefix)).sort();
}
