/** What a connector is: a declared value. Capability is declared by presence, never by a method that throws. */
import type { Clock, LocalDate, Logger } from '../kernel';
import type { HttpClient } from './http-client';
import type { Json } from './json';
import type { RecordType, UnifiedRecord } from './records';

export type { Json };

export type ConnectorKind = 'registry' | 'bureau' | 'insurer' | 'accounting' | 'reference' | 'file';

/** Where a stream stands; plain JSON, stored after each page and handed back on resume. */
export type Checkpoint = { [key: string]: Json };

/** One raw item as received; landed with its hash before it is mapped. */
export interface RawItem {
  /** Stable identity inside the stream. */
  sourceKey: string;
  payload: Json;
}

export interface Page {
  items: RawItem[];
  /** State to resume from once this page is landed. */
  checkpoint: Checkpoint;
  /** Items that could not even be keyed: quarantined with the reason, the rest continues. */
  malformed?: MalformedItem[];
}

export interface MalformedItem {
  code: string;
  reason: string;
  path: string;
  payload: Json;
}

export interface ReadContext<Config> {
  config: Config;
  http: HttpClient;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  /** SIRENs whose facts are wanted, in a stable order. Portfolio streams read these and nothing else. */
  subjects: readonly string[];
}

/** A stream reads pages from a checkpoint on; `map` is pure: the same payload gives the same records. */
export interface Stream<Config> {
  name: string;
  records: readonly RecordType[];
  read(context: ReadContext<Config>, checkpoint: Checkpoint | null): AsyncIterable<Page>;
  map(payload: Json): UnifiedRecord[];
}

export interface CompanyQuery {
  name: string;
  postcode?: string | null;
  city?: string | null;
}

/** An answer of a registry search, best first, as the registry ranks it. */
export interface CompanyCandidate {
  siren: string;
  name: string;
  tradeName: string | null;
  postcode: string | null;
  city: string | null;
  status: 'ACTIVE' | 'CEASED' | 'UNKNOWN';
}

export interface FileChunk {
  /** 1-based number of the chunk's first physical line. */
  firstLine: number;
  /** Whole lines, as received. */
  content: Uint8Array;
}

export interface QuarantinedLine {
  line: number;
  code: string;
  reason: string;
  field: string | null;
  raw: string;
}

export interface FileWarning {
  code: string;
  message: string;
  line: number | null;
  count: number;
}

export interface FilePage {
  records: UnifiedRecord[];
  quarantine: QuarantinedLine[];
}

/** What a file turned out to be; known when its last page has been read. */
export interface FileSummary {
  encoding: string;
  separator: string;
  columns: string[];
  dataLines: number;
  /** First and last day the file speaks for, opening entries not counted; null for a file without dated lines. */
  periodStart: LocalDate | null;
  periodEnd: LocalDate | null;
  currency: string;
  totalDebitMinor: bigint;
  totalCreditMinor: bigint;
  /** Lettered customer lines / customer lines, 0..1; null without customer lines. */
  letteringCoverage: number | null;
  warnings: FileWarning[];
}

/** Reads a file in one streaming pass; memory must not grow with the file beyond one number per entry. */
export interface FileReader<Config> {
  /** Cheap look at the name and first bytes: could it be this format? */
  sniff(name: string, head: Uint8Array): boolean;
  read(
    chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
    context: FileContext<Config>,
  ): AsyncGenerator<FilePage, FileSummary>;
}

export interface FileContext<Config> {
  config: Config;
  fileName: string;
  signal: AbortSignal;
}

export interface RateLimits {
  requestsPerSecond: number;
  /** Requests in flight at once. */
  concurrency: number;
  timeoutMs: number;
  retries: number;
  /** Where the numbers come from. */
  source: string;
}

export interface ConnectorDocs {
  homepage: string;
  reference: string;
  /** strong | good | partial | none: how well the provider's shape is documented. */
  evidence: 'strong' | 'good' | 'partial' | 'none';
}

/** A class whose instances class-validator checks; every property documented and defaulted where it can be. */
export type ConfigClass<Config extends object> = new () => Config;

export interface Connector<Config extends object = object> {
  id: string;
  kind: ConnectorKind;
  name: string;
  version: string;
  /** Hosts it may contact in production; nothing else is reachable through its client. */
  hosts: readonly string[];
  config: ConfigClass<Config>;
  limits: RateLimits;
  /** How deletions at the source become known, or why they cannot. */
  deletes: 'tombstones' | 'full-reconcile' | { none: string };
  docs: ConnectorDocs;
  /** Price of one call in minor units of EUR; 0 for free sources. Configuration overrides it. */
  costPerCallMinor?: number;
  streams?: readonly Stream<Config>[];
  search?(context: ReadContext<Config>, query: CompanyQuery): Promise<CompanyCandidate[]>;
  file?: FileReader<Config>;
}
