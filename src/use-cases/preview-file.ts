import { isEncoursError, type EncoursError } from '../kernel';
import type {
  Connector,
  FileChunk,
  FileContext,
  FileGuide,
  FileSummary,
  Json,
  QuarantinedLine,
  UnifiedRecord,
} from '../connector-kit';
import type { Hub } from '../hub';
import { saveFileMapping } from '../landing';
import { fileConfig, type ToldSettings } from './file-config';
import { ensureConnectionOnce, fileConnectorOf } from './import-file';

/** Where the bytes of a file are: read once to be guided, once to be previewed. */
export interface FileToPreview {
  name: string;
  chunks(): AsyncIterable<FileChunk> | Iterable<FileChunk>;
}

export interface PreviewRequest {
  tenantId: string;
  connectorId: string;
  file: FileToPreview;
  /** What its columns are, as somebody says now; null: as saved or found. */
  mapping: { readonly [key: string]: Json } | null;
  /** What the file is, where somebody says only that. */
  kind?: string;
  signal: AbortSignal;
}

/** What importing a file would do. Nothing of it is kept. */
export interface FilePreview {
  /** Null for a connector whose files have no columns to tell. */
  guide: FileGuide | null;
  /** The first records as they would be read. */
  records: UnifiedRecord[];
  /** Records by their type. */
  counts: { type: string; count: number }[];
  /** Sums of documents by currency: what adds to the debt, what lessens it, what is open. */
  sums: { currency: string; owedMinor: bigint; settledMinor: bigint; openMinor: bigint }[];
  /** The first lines that would be set aside, and how many there are. */
  quarantine: QuarantinedLine[];
  quarantined: number;
  summary: FileSummary | null;
  /** Why the file as a whole would be refused; null when it would be taken. */
  refusal: EncoursError | null;
}

const RECORDS_SHOWN = 20;
const LINES_SHOWN = 50;

/** Reads a file as an import would, and writes nothing but the connection it would belong to. */
export async function previewFile(hub: Hub, request: PreviewRequest): Promise<FilePreview> {
  const connector = fileConnectorOf(hub, request.connectorId);
  const preview = new Preview();
  const context = await toldOrSaved(hub, connector, request);
  try {
    preview.guide = (await connector.file?.guide?.(request.file.chunks(), context)) ?? null;
    await preview.read(connector, request.file, context);
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT', 'CONFIG')) throw error;
    preview.refusal = error;
  }
  return preview.told();
}

/** How the file would be read. A mapping is told for the header it is found to be of, as it would be saved. */
async function toldOrSaved(
  hub: Hub,
  connector: Connector,
  { tenantId, file, mapping, kind, signal }: PreviewRequest,
): Promise<FileContext<object>> {
  const contextOf = async (told: ToldSettings): Promise<FileContext<object>> => {
    const config = await hub.database.tenant(tenantId, async (tx) => {
      const connection = await ensureConnectionOnce(tx, connector.id);
      return fileConfig(tx, { connection, connector }, told);
    });
    return { config, fileName: file.name, signal };
  };
  const ofKind = kind === undefined ? {} : { kind };
  if (mapping === null) return contextOf(ofKind);
  const told = await contextOf({ ...ofKind, mapping: { ...mapping } });
  // What the file is refused for is said when it is read.
  const guide = await connector.file?.guide?.(file.chunks(), told).catch(refusedLater);
  const fingerprint = guide?.fingerprint ?? null;
  if (fingerprint === null) return told;
  return contextOf({ ...ofKind, mapping: { ...mapping, fingerprint } });
}

function refusedLater(error: unknown): null {
  if (isEncoursError(error, 'CONTRACT', 'CONFIG')) return null;
  throw error;
}

/** Remembers what the columns of files with this header are, for the connection files of the connector belong to. */
export async function rememberMapping(
  hub: Hub,
  saved: {
    tenantId: string;
    connectorId: string;
    fingerprint: string;
    mapping: { [key: string]: Json };
    savedBy: string;
  },
): Promise<void> {
  const connector = fileConnectorOf(hub, saved.connectorId);
  const { fingerprint, mapping, savedBy } = saved;
  await hub.database.tenant(saved.tenantId, async (tx) => {
    const connection = await ensureConnectionOnce(tx, connector.id);
    // Refused before it is kept: a mapping that is wrong would refuse every file after it.
    await fileConfig(tx, { connection, connector }, { mapping: { ...mapping, fingerprint } });
    await saveFileMapping(tx, connection.connectionId, {
      ...{ fingerprint, mapping, savedBy },
      savedAt: hub.clock.now(),
    });
  });
}

class Preview {
  guide: FileGuide | null = null;
  refusal: EncoursError | null = null;
  private readonly records: UnifiedRecord[] = [];
  private readonly counts = new Map<string, number>();
  private readonly sums = new Map<string, FilePreview['sums'][number]>();
  private readonly quarantine: QuarantinedLine[] = [];
  private quarantined = 0;
  private summary: FileSummary | null = null;

  async read(
    connector: Connector,
    file: FileToPreview,
    context: { config: object; fileName: string; signal: AbortSignal },
  ): Promise<void> {
    const pages = connector.file?.read(file.chunks(), context);
    if (pages === undefined) return;
    for (let page = await pages.next(); ; page = await pages.next()) {
      if (page.done === true) {
        this.summary = page.value;
        return;
      }
      for (const record of page.value.records) this.add(record);
      this.quarantined += page.value.quarantine.length;
      const room = LINES_SHOWN - this.quarantine.length;
      this.quarantine.push(...page.value.quarantine.slice(0, Math.max(room, 0)));
    }
  }

  told(): FilePreview {
    const { guide, records, quarantine, quarantined, summary, refusal } = this;
    const counts = [...this.counts].map(([type, count]) => ({ type, count }));
    const sums = [...this.sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
    return { guide, records, counts, sums, quarantine, quarantined, summary, refusal };
  }

  private add(record: UnifiedRecord): void {
    if (this.records.length < RECORDS_SHOWN) this.records.push(record);
    this.counts.set(record.type, (this.counts.get(record.type) ?? 0) + 1);
    if (record.type !== 'accountingDocument') return;
    const { currency, amountMinor, openMinor } = record;
    const none = { currency, owedMinor: 0n, settledMinor: 0n, openMinor: 0n };
    const sum = this.sums.get(currency) ?? none;
    this.sums.set(currency, sum);
    if (amountMinor > 0n) sum.owedMinor += amountMinor;
    else sum.settledMinor -= amountMinor;
    sum.openMinor += openMinor ?? 0n;
  }
}
