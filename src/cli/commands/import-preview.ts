import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { configError, currencyDecimals, describeError, formatDecimal } from '../../kernel';
import type { FileGuide, Json, UnifiedRecord } from '../../connector-kit';
import type { Hub } from '../../hub';
import { fileChunks } from '../../landing';
import {
  previewFile,
  rememberMapping,
  type FilePreview,
  type PreviewRequest,
} from '../../use-cases/preview-file';
import type { CommandRun } from '../command-run';
import { counted } from '../counted';
import { askMapping, toldFrame, toldMapping, type MappingOptions } from './import-mapping';

type Mapping = { [key: string]: Json };

interface Target {
  tenantId: string;
  connectorId: string;
  path: string;
}

/** Shows what importing the files would do; nothing is written. */
export async function previewCommand(
  run: CommandRun,
  hub: Hub,
  {
    options,
    files,
    ...target
  }: Omit<Target, 'path'> & { options: MappingOptions; files: readonly string[] },
): Promise<void> {
  const previews: FilePreview[] = [];
  for (const path of files) {
    previews.push((await preparedPreview(run, hub, { ...target, path, options })).preview);
  }
  const plain: unknown = JSON.parse(
    JSON.stringify(
      previews.map((preview, index) => ({ path: files[index], ...preview })),
      (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    ),
  );
  run.answer(
    plain,
    previews.flatMap((preview, index) => previewLines(files[index] ?? '', preview)),
  );
}

/**
 * Shows what importing the file would do, asks for its columns where that is wanted, and remembers what was said. Throws
 * what the file would be refused for.
 */
export async function prepareImport(
  run: CommandRun,
  hub: Hub,
  request: Target & { options: MappingOptions },
): Promise<void> {
  const { preview, mapping } = await preparedPreview(run, hub, request);
  for (const line of previewLines(request.path, preview)) run.terminal.say(line);
  if (preview.refusal !== null) throw preview.refusal;
  await remember(hub, request, { preview, mapping });
}

async function preparedPreview(
  run: CommandRun,
  hub: Hub,
  { options, ...target }: Target & { options: MappingOptions },
): Promise<{ preview: FilePreview; mapping: Mapping | null }> {
  const { tenantId, connectorId, path } = target;
  const file = { name: basename(path), chunks: () => fileChunks(path) };
  const request = { tenantId, connectorId, file, signal: run.signal };
  const seen = await previewFile(hub, { ...request, mapping: null });
  const found = await framedPreview(hub, { request, seen, frame: await toldFrame(options) });
  const guideAs = async (kind: string): Promise<FilePreview['guide']> =>
    (await previewFile(hub, { ...request, mapping: null, kind })).guide;
  const asked =
    options.map === true && found.guide !== null && found.guide.columns.length > 0
      ? await askOnTerminal(run, found.guide, guideAs)
      : null;
  const mapping = asked ?? (await toldMapping(options, found.guide));
  const preview = mapping === null ? found : await previewFile(hub, { ...request, mapping });
  return { preview, mapping };
}

/** The file as it seems to be once it is said what it holds, on which sheet, below which line. */
function framedPreview(
  hub: Hub,
  {
    request,
    seen,
    frame,
  }: { request: Omit<PreviewRequest, 'mapping'>; seen: FilePreview; frame: Mapping },
): Promise<FilePreview> {
  const kind = frame['kind'] ?? seen.guide?.kind;
  if (Object.keys(frame).length === 0 || typeof kind !== 'string') return Promise.resolve(seen);
  const mapping = { ...frame, kind, columns: {} };
  return previewFile(hub, { ...request, mapping, ...('kind' in frame ? { kind } : {}) });
}

async function remember(
  hub: Hub,
  { tenantId, connectorId }: Target,
  told: { preview: FilePreview; mapping: Mapping | null },
): Promise<void> {
  const fingerprint = told.preview.guide?.fingerprint ?? null;
  if (told.mapping === null || fingerprint === null) return;
  const saved = { tenantId, connectorId, fingerprint, mapping: told.mapping };
  await rememberMapping(hub, { ...saved, savedBy: 'command line' });
}

/** Answers may be typed or come from a pipe, all at once. Throws MAPPING_NOT_ANSWERED when they end too soon. */
async function askOnTerminal(
  { signal }: CommandRun,
  guide: FileGuide,
  guideAs: (kind: string) => Promise<FileGuide | null>,
): Promise<Mapping> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, signal });
  // In its own mode a terminal hands the interruption to us instead of the process.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const lines = terminal[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    terminal.setPrompt(question);
    terminal.prompt();
    const line = await lines.next();
    signal.throwIfAborted();
    if (line.done !== true) return line.value;
    throw configError('MAPPING_NOT_ANSWERED', 'the answers ended before the last column', {
      place: { field: '--map' },
      remedy: 'answer each question, an empty line for what is proposed, or say it with --set',
    });
  };
  try {
    return await askMapping(guide, ask, guideAs);
  } finally {
    terminal.close();
  }
}

const RECORDS_SHOWN = 5;
const LINES_SHOWN = 10;

/** What an import would do, for the person who decides whether it should. */
export function previewLines(path: string, preview: FilePreview): string[] {
  const { guide, refusal, summary } = preview;
  const lines = [`Preview of ${path}`];
  if (guide !== null) {
    const as = guide.layout === null ? guide.kind : `${guide.kind}, layout ${guide.layout}`;
    lines.push(
      `Read as ${as}${guide.headerLine > 0 ? `, header on line ${guide.headerLine}` : ''}`,
    );
    for (const { title, field, confidence, samples } of guide.columns) {
      const sure = field === null ? 'not read' : `${field} (${Math.round(confidence * 100)} %)`;
      lines.push(`  ${title}: ${sure}; ${samples.slice(0, 3).join(' | ')}`);
    }
    if (guide.missing.length > 0) lines.push(`No column for: ${guide.missing.join(', ')}`);
  }
  for (const record of preview.records.slice(0, RECORDS_SHOWN))
    lines.push(`  ${recordLine(record)}`);
  const counts = preview.counts.map(countText);
  if (counts.length > 0) lines.push(`It would give ${counts.join(', ')}.`);
  for (const sum of preview.sums) lines.push(sumLine(sum));
  for (const { line, code, reason } of preview.quarantine.slice(0, LINES_SHOWN)) {
    lines.push(`  line ${line}: ${code}: ${reason}`);
  }
  if (preview.quarantined > 0)
    lines.push(`${counted(preview.quarantined, 'line')} would be set aside.`);
  for (const { code, message } of summary?.warnings ?? [])
    lines.push(`  warning ${code}: ${message}`);
  if (refusal !== null) lines.push(`It would be refused: ${describeError(refusal)}`);
  return lines;
}

function sumLine({ currency, ...sums }: FilePreview['sums'][number]): string {
  const written = (minor: bigint): string => formatDecimal(minor, currencyDecimals(currency));
  return `${currency}: ${written(sums.owedMinor)} owed, ${written(sums.settledMinor)} settled, ${written(sums.openMinor)} said to be open.`;
}

/** As a person reads it: amounts in units of their currency, no keys that only programs need. */
function recordLine(record: UnifiedRecord): string {
  if (record.type === 'accountingDocument') return documentLine(record);
  if (record.type !== 'party') return fieldsLine(record);
  const { code, name, siren, paymentTerms } = record;
  const told = [code === name ? null : code, siren && `SIREN ${siren}`, paymentTerms];
  const besides = told.filter((text) => text !== null && text !== '').join(', ');
  return `customer ${name}${besides === '' ? '' : ` (${besides})`}`;
}

function documentLine(record: Extract<UnifiedRecord, { type: 'accountingDocument' }>): string {
  const { kind, number, partyKey, issuedOn, dueOn, currency, amountMinor, openMinor } = record;
  const written = (minor: bigint): string => formatDecimal(minor, currencyDecimals(currency));
  const due = dueOn === null ? '' : `, due ${dueOn}`;
  const open = openMinor === null ? '' : `, ${written(openMinor)} open`;
  const what = `${kind.toLowerCase().replaceAll('_', ' ')} ${number}`.trim();
  return `${what} of ${partyKey}, ${issuedOn}${due}: ${written(amountMinor)} ${currency}${open}`;
}

function fieldsLine(record: UnifiedRecord): string {
  const told = Object.entries(record).filter(
    ([, value]) => value !== null && value !== '' && value !== false && !Array.isArray(value),
  );
  return told
    .map(([key, value]) => (key === 'type' ? String(value) : `${key}=${String(value)}`))
    .join(' ');
}

const NAMES: Readonly<Record<string, string>> = {
  party: 'customer',
  accountingDocument: 'document',
  agedBalanceLine: 'line of an aged balance',
  ledgerLine: 'line of a customer',
};

/** "2 customers"; what has no name of its own goes by that of its kind of record. */
function countText({ type, count }: FilePreview['counts'][number]): string {
  const name = NAMES[type];
  if (name === undefined) return `${count} ${type}`;
  return count === 1 ? `1 ${name}` : `${count} ${name.replace(/^(\w+)/, '$1s')}`;
}
