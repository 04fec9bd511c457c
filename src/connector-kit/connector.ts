/** What a connector is: a declared value. Capability is declared by presence, never by a method that throws. */
import type { Clock, LocalDate, Logger } from '../kernel';
import type { HttpClient } from './http-client';
import type { AccessTokens } from './access-tokens';
import type { OAuthDesk } from './oauth';
import type { FileGuide } from './file-guide';
import type { Consent } from './consent-declaration';
import type { Json } from './json';
import type { PricedCall } from './purchases';
import type { IdentifierScheme, RecordType, UnifiedRecord } from './records';

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
  /** Keys that exist at the source, without their payload: they were seen. */
  seen?: readonly string[];
  /** Keys the source says it has deleted: what they told is gone. Unknown ones are passed over. */
  gone?: readonly string[];
  /**
   * Feeds, on the last page of a reading that met everything: whatever of the stream was not seen since this instant (ISO, of
   * the context's clock, taken before the first page) is gone.
   */
  goneBefore?: string;
  /** Streams of subjects: the subjects this page has done with; they are not asked for again until they are due. */
  read?: readonly ReadSubject[];
}

export interface ReadSubject {
  siren: string;
  /** UNKNOWN: the provider does not know the company, a fact with a date. INCOMPLETE: ask again the next day. */
  outcome: 'FOUND' | 'UNKNOWN' | 'INCOMPLETE';
  /**
   * What was paid for has not been used up: an order that is still to be delivered, an answer that could not be read. It is
   * kept, and served again instead of being bought again.
   */
  isPending?: boolean;
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
  /**
   * SIRENs whose facts are wanted, in a stable order. Streams that read subjects are given those that are due (never
   * read, too old, reported as changed) and read these and nothing else; feeds are given the whole portfolio.
   */
  subjects: readonly string[];
  /** Tokens of providers that log in, kept for all runs of the process with the same credential. */
  tokens: AccessTokens;
  /** Tokens of providers whose refresh token changes with each use, kept for the connection over all processes. */
  oauth: OAuthDesk;
  /** What the hub knows the company as at others, from earlier `identifier` records; null when it does not. */
  identifierOf(siren: string, scheme: IdentifierScheme): string | null;
  /**
   * The registered name of a company that is no natural person, for providers that find companies by name only; null when
   * the hub does not know it, for a person, and for one that opposed publication.
   */
  nameOf(siren: string): string | null;
}

/** What reading one subject buys at most. */
export interface PlannedPurchase {
  /** A call of the price list. */
  call: string;
  units: number;
}

/** A method's type, so that a connector of one configuration is a connector among all. */
export type PlanPurchases<Config> = {
  plan(config: Config): readonly PlannedPurchase[];
}['plan'];

/** A stream reads pages from a checkpoint on; `map` is pure: the same payload gives the same records. */
export interface Stream<Config> {
  name: string;
  records: readonly RecordType[];
  /**
   * "subjects" reads company after company those it is given and needs no checkpoint: `subjectStream` writes one.
   * "feed" (the default) follows what the provider publishes, by checkpoint.
   */
  reads?: 'subjects' | 'feed';
  /** Subjects: days after which a company is read again, unless the connection says otherwise. */
  refreshAfterDays?: number;
  /** Feeds: days after which all is listed again, so that what the source has deleted is noticed. */
  reconcileAfterDays?: number;
  /** The most it buys to read one subject, under any configuration or under this one: for estimates. Absent: nothing. */
  buys?: readonly PlannedPurchase[] | PlanPurchases<Config>;
  /** Whether this configuration wants the stream at all; always when absent. */
  isWanted?(config: Config): boolean;
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
  /** The file tells all documents of its connection: what others told and it does not is gone. */
  isWhole?: boolean;
  /** Of a file whose columns can be told: its header, and what was saved of it when the file was read. */
  header?: { fingerprint: string; mapping: Json | null };
  warnings: FileWarning[];
}

/** Reads a file in one streaming pass; memory must not grow with the file beyond one number per entry. */
export interface FileReader<Config> {
  /** What it gives. */
  records: readonly RecordType[];
  /** A file is one document (an invoice): what breaks a part of it refuses the whole. */
  isOneDocument?: boolean;
  /**
   * Says what its columns seem to be, under the mappings of the configuration. Present where columns can be told: then the
   * configuration has `mappings`, and those the hub has saved for the connection are put before its own.
   */
  guide?(
    chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
    context: FileContext<Config>,
  ): Promise<FileGuide>;
  /** Cheap look at the name and first bytes: could it be this format? */
  sniff(name: string, head: Uint8Array): boolean;
  read(
    chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
    context: FileContext<Config>,
  ): AsyncGenerator<FilePage, FileSummary>;
}

/** Whether a stream reads the companies it is given, one after the other. */
export function readsSubjects(stream: Pick<Stream<never>, 'reads'>): boolean {
  return stream.reads === 'subjects';
}

/** What reading one subject buys at most, under the stream's configuration. */
export function purchasesOf<Config>(
  stream: Pick<Stream<Config>, 'buys'>,
  config: Config,
): readonly PlannedPurchase[] {
  return typeof stream.buys === 'function' ? stream.buys(config) : (stream.buys ?? []);
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
  /** What was written without a document to prove it, a sentence each; shown in docs/connectors.md. */
  unverified?: readonly string[];
}

export const USE_RESTRICTIONS = ['NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'] as const;
/**
 * What may be done with what a provider says. INTERNAL_ONLY stays inside the company: no exports, no SQL views, no
 * integrations. NO_REDISTRIBUTION is besides shown only to those who decide on credit.
 */
export type UseRestriction = (typeof USE_RESTRICTIONS)[number];

export interface Licence {
  /** Its name, "Licence Ouverte 2.0", or "contract with the provider". */
  name: string;
  restriction: UseRestriction;
  /** Some records are stricter than the rest: beneficial owners. */
  byRecord?: Partial<Record<RecordType, UseRestriction>>;
  /** Days after which a fact not seen again must be forgotten; null: no limit known. */
  retentionDays: number | null;
  /** The line to show beside the data; null when none is asked for. */
  attribution: string | null;
  /** Where these terms are written, or "assumed: …". */
  source: string;
}

/** A provider that watches companies for us: its portfolio is kept in step with the tenant's customers. */
export interface Monitoring<Config> {
  /** Subjects per call of watch and unwatch, at most. */
  batchMax: number;
  /** Whether this configuration names a portfolio to keep. */
  isWanted(config: Config): boolean;
  /** What the provider says it watches, in pages of SIRENs; absent when it has no way to tell. */
  watched?(context: ReadContext<Config>): AsyncIterable<readonly string[]>;
  /** Idempotent: a company watched already is fine. Answers those the provider would not take, with its reason. */
  watch(context: ReadContext<Config>, sirens: readonly string[]): Promise<RefusedSubject[]>;
  /** Idempotent: a company not watched is fine. */
  unwatch(context: ReadContext<Config>, sirens: readonly string[]): Promise<RefusedSubject[]>;
}

export interface RefusedSubject {
  siren: string;
  reason: string;
}

/** An insurer that can be asked to cover a buyer. The answer arrives as a record of the covers stream. */
export interface CoverDesk<Config> {
  /** The insurer takes only multiples of this many minor units; 1 when it takes any. */
  stepMinor: bigint;
  /**
   * Asks for a cover. Not idempotent at the insurer: the hub asks at most once per request and looks at the covers
   * before it asks again. Throws CONFIG PROVIDER_REJECTED_REQUEST with the insurer's words.
   */
  request(context: ReadContext<Config>, request: CoverRequest): Promise<CoverRequestOutcome>;
}

export interface CoverRequest {
  siren: string;
  amountMinor: bigint;
  currency: string;
  /** The hub's id of the request, where the insurer takes a reference. */
  reference: string;
}

export interface CoverRequestOutcome {
  /** REFERRED: an underwriter decides later. */
  status: 'GRANTED' | 'REFERRED' | 'REFUSED';
  /** The insurer's id of the cover or of the job, when it gave one. */
  providerReference: string | null;
  message: string | null;
}

/**
 * Calls a provider makes to us when something has changed. A ping only brings the next poll forward: nothing it says is
 * believed, so that a forged one costs a request and no more.
 */
export interface Pings<Config> {
  /** Whether it is the provider's own, by its signature or shared secret. Pure: the same ping is answered the same. */
  isGenuine(config: Config, ping: Ping): boolean;
}

export interface Ping {
  /** Names in lower case. */
  headers: Record<string, string>;
  /** As received, byte for byte in UTF-8: signatures are of this. */
  body: string;
}

/** An audit that does not stand and is borne with for a while. */
export interface Waiver {
  /** Its id, "C17". */
  audit: string;
  reason: string;
  /** The last day it is borne with; from the next on the audit fails again. */
  until: LocalDate;
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
  /**
   * Software that companies run themselves: a user may give any public https address as `baseUrl` besides the declared hosts, and
   * that one alone is contacted.
   */
  isSelfHosted?: boolean;
  config: ConfigClass<Config>;
  limits: RateLimits;
  /** How deletions at the source become known, or why they cannot. */
  deletes: 'tombstones' | 'full-reconcile' | { none: string };
  docs: ConnectorDocs;
  licence: Licence;
  /** Its price list; absent for a source that is free. */
  prices?: readonly PricedCall[];
  streams?: readonly Stream<Config>[];
  monitoring?: Monitoring<Config>;
  coverDesk?: CoverDesk<Config>;
  search?(context: ReadContext<Config>, query: CompanyQuery): Promise<CompanyCandidate[]>;
  /**
   * Asks the provider something that costs nothing and proves that the credentials work; answers with a sentence for people
   * ("9,940 of 10,000 tokens left"). Absent: a connection is tried out by reading a company, at its price.
   */
  probe?(context: ReadContext<Config>): Promise<string>;
  /** The call each search buys, when searching is not free; matching never uses such a search unasked. */
  searchBuys?: string;
  file?: FileReader<Config>;
  pings?: Pings<Config>;
  /** How an owner lets the hub in by a browser; absent where a key is given instead. */
  consent?: Consent;
  /** Shown in every table of audits. */
  waivers?: readonly Waiver[];
}
