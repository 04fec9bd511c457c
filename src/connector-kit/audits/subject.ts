/** The connector under audit with all that is needed to make it work: simulators, configuration, fixtures. */
import { FixedClock, silentLogger, type Logger } from '../../kernel';
import { TokenStore } from '../access-tokens';
import type {
  CompanyCandidate,
  Connector,
  CoverRequestOutcome,
  FilePage,
  FileSummary,
  Json,
  Page,
  ReadContext,
  RefusedSubject,
  Stream,
} from '../connector';
import { openContext } from '../context';
import type { HttpClient } from '../http-client';
import type { ObservedAttempt } from '../http';
import { ProviderConfig, secretNames, validateConfig } from '../provider-config';
import { RateLimiter } from '../rate-limit';
import type { Purchases } from '../purchases';
import type { UnifiedRecord } from '../records';
import { sampleWorld, SAMPLE_SIRENS, SAMPLE_TODAY } from '../simulator/sample-world';
import { startSimulators, type RunningSimulators } from '../simulator/server';
import type { Simulator } from '../simulator/simulator';
import { FakeTimers } from '../timers';
import { AuditFailure } from './audit-failure';
import { linesAsChunks } from './file-chunks';
import { loadFixtures, type FileFixture, type Fixtures } from './fixtures';

export interface SubjectOptions {
  /** The connector's folder, with README.md and fixtures/. */
  folder: string;
  /** Needed by connectors over HTTP. */
  simulator?: Simulator;
  /** The provider itself instead of a simulator: each stream is read once, at the real pace. */
  live?: { config: Record<string, Json>; subjects: readonly string[]; purchases: Purchases };
  /** Stands between the connector and its client in every context: for recording. */
  around?(http: HttpClient): HttpClient;
}

export interface ContextChoices {
  signal?: AbortSignal;
  logger?: Logger;
  subjects?: readonly string[];
  timeoutMs?: number;
  /** How often a request is tried; as declared when absent. */
  attemptsMax?: number;
  /** Stands between the connector and its client. */
  wrap?(http: HttpClient): HttpClient;
  onRequest?: (attempt: ObservedAttempt) => void;
  /** Books what is bought; everything may be bought when absent. */
  purchases?: Purchases;
  /** Another server than the subject's own. */
  baseUrl?: string;
}

/** Pages one stream may give in an audit before it is called endless. */
export const PAGES_MAX = 500;
/** Companies a portfolio may be said to hold before it is called endless. */
const WATCHED_MAX = 10_000;
const COVER_MINOR = 5_000_000n;

export class AuditSubject {
  readonly fixtures: Fixtures;
  /** Every context of this audit subject, so that what is obtained by login can be searched for. */
  private readonly tokens = new Map<string, TokenStore>();
  private readonly livePages = new Map<string, Promise<Page[]>>();
  private running: RunningSimulators | null = null;

  constructor(
    readonly connector: Connector,
    readonly options: SubjectOptions,
  ) {
    this.fixtures = loadFixtures(options.folder);
  }

  get isFile(): boolean {
    return this.connector.kind === 'file';
  }

  get streams(): readonly Stream<object>[] {
    return this.connector.streams ?? [];
  }

  get subjects(): readonly string[] {
    if (this.options.live !== undefined) return this.options.live.subjects;
    const { subjects } = this.fixtures.settings;
    return subjects.length > 0 ? subjects : SAMPLE_SIRENS;
  }

  /** The running simulator of the connector, without faults. */
  async simulators(): Promise<RunningSimulators> {
    this.running ??= await this.start(SAMPLE_SIRENS);
    this.running.setFaults(this.connector.id, {});
    this.running.clearLog(this.connector.id);
    return this.running;
  }

  /** A server whose world holds only these companies; the caller stops it. */
  async start(sirens: readonly string[]): Promise<RunningSimulators> {
    const { simulator } = this.options;
    if (simulator === undefined) {
      throw new AuditFailure(
        'no simulator: a connector over HTTP needs simulator.ts to be audited',
      );
    }
    const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
    return startSimulators({ simulators: [simulator], world: sampleWorld(sirens), clock });
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  /** Configuration as a user would send it; every secret is a value that occurs nowhere else. */
  rawConfig(): Record<string, Json> {
    const planted = secretNames(this.connector.config).map((name) => [name, plantedSecret(name)]);
    return {
      ...(Object.fromEntries(planted) as Record<string, Json>),
      ...this.fixtures.settings.config,
    };
  }

  /** The configuration the audits run under, validated. */
  config(): object {
    return validateConfig(this.connector, this.rawConfig());
  }

  /** A context against the simulator: time stands still, sleeps take none, the pace is as declared. */
  async context(choices: ContextChoices = {}): Promise<ReadContext<object>> {
    if (this.options.live !== undefined) return this.liveContext(this.options.live);
    const baseUrl = choices.baseUrl ?? (await this.simulators()).baseUrl(this.connector.id);
    const raw = this.rawConfig();
    const { identifiers } = this.fixtures.settings;
    const isHttp = new this.connector.config() instanceof ProviderConfig;
    if (isHttp) Object.assign(raw, { baseUrl, timeoutMs: choices.timeoutMs ?? 5000 });
    const timers = new FakeTimers(Date.parse(`${SAMPLE_TODAY}T10:00:00Z`));
    const context = openContext(this.connector, {
      config: validateConfig(this.connector, raw),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: choices.logger ?? silentLogger,
      signal: choices.signal ?? new AbortController().signal,
      subjects: choices.subjects ?? this.subjects,
      limiter: new RateLimiter({ timers }),
      timers,
      random: () => 0.5,
      tokens: this.tokensAt(baseUrl),
      identifierOf: (siren, scheme) => identifiers.get(siren)?.get(scheme) ?? null,
      nameOf: sampleNameOf,
      ...(choices.attemptsMax === undefined ? {} : { retry: { attemptsMax: choices.attemptsMax } }),
      ...(choices.purchases === undefined ? {} : { purchases: choices.purchases }),
      ...(choices.onRequest === undefined ? {} : { onRequest: choices.onRequest }),
    });
    const http = choices.wrap?.(context.http) ?? context.http;
    return { ...context, http: this.options.around?.(http) ?? http };
  }

  /** As in production: real time, the declared pace, the provider's own address. */
  private liveContext({
    config,
    subjects,
    purchases,
  }: NonNullable<SubjectOptions['live']>): ReadContext<object> {
    const { signal } = new AbortController();
    const context = openContext(this.connector, {
      config: validateConfig(this.connector, config),
      logger: silentLogger,
      tokens: this.tokensAt('live'),
      signal,
      subjects,
      purchases,
    });
    return { ...context, http: this.options.around?.(context.http) ?? context.http };
  }

  /** One login per server, as in production: only the first request of a stream's first read pays for it. */
  private tokensAt(baseUrl: string): TokenStore {
    const known = this.tokens.get(baseUrl);
    if (known !== undefined) return known;
    const store = new TokenStore();
    this.tokens.set(baseUrl, store);
    return store;
  }

  /** All that was obtained by login so far. */
  obtainedSecrets(): string[] {
    return [...this.tokens.values()].flatMap((store) => [...store.secrets()]);
  }

  /** All pages of a stream from a checkpoint on. Throws AuditFailure past PAGES_MAX. */
  async pages(
    stream: Stream<object>,
    choices: ContextChoices = {},
    checkpoint: Page['checkpoint'] | null = null,
  ): Promise<Page[]> {
    if (this.options.live === undefined) return this.readPages(stream, choices, checkpoint);
    const known = this.livePages.get(stream.name) ?? this.readPages(stream, {}, null);
    this.livePages.set(stream.name, known);
    return known;
  }

  private async readPages(
    stream: Stream<object>,
    choices: ContextChoices,
    checkpoint: Page['checkpoint'] | null,
  ): Promise<Page[]> {
    const pages: Page[] = [];
    for await (const page of stream.read(await this.context(choices), checkpoint)) {
      pages.push(page);
      if (pages.length > PAGES_MAX) {
        throw new AuditFailure(`stream ${stream.name} is still going after ${PAGES_MAX} pages`);
      }
    }
    return pages;
  }

  /** Uses the connector in every way it can be: streams to their end, search, monitoring, cover desk. */
  async exercise(choices: ContextChoices = {}): Promise<Page[]> {
    const all: Page[] = [];
    for (const stream of this.streams) all.push(...(await this.pages(stream, choices)));
    await this.exerciseDesks(choices);
    return all;
  }

  /** What it offers besides streams. */
  async exerciseDesks(choices: ContextChoices = {}): Promise<void> {
    await this.search(choices);
    await this.watch(choices);
    await this.watched(choices);
    await this.unwatch(choices);
    await this.requestCover(choices);
  }

  async search(choices: ContextChoices = {}): Promise<CompanyCandidate[]> {
    const query = { name: 'ATELIERS DU RHONE' };
    return (await this.connector.search?.(await this.context(choices), query)) ?? [];
  }

  /** Watches the subjects chosen, in as many calls as the provider wants; what it refused. */
  async watch(choices: ContextChoices = {}): Promise<RefusedSubject[]> {
    return this.inBatches('watch', choices);
  }

  async unwatch(choices: ContextChoices = {}): Promise<RefusedSubject[]> {
    return this.inBatches('unwatch', choices);
  }

  /** Null when the provider has no way to tell. */
  async watched(choices: ContextChoices = {}): Promise<string[] | null> {
    const { monitoring } = this.connector;
    if (monitoring?.watched === undefined) return null;
    const all: string[] = [];
    for await (const page of monitoring.watched(await this.context(choices))) {
      all.push(...page);
      if (all.length > WATCHED_MAX) throw new AuditFailure('watched tells more and more companies');
    }
    return all;
  }

  async requestCover(choices: ContextChoices = {}): Promise<CoverRequestOutcome | null> {
    const { coverDesk } = this.connector;
    if (coverDesk === undefined) return null;
    const [siren = ''] = choices.subjects ?? this.subjects;
    const amountMinor = roundedUp(COVER_MINOR, coverDesk.stepMinor);
    const request = { siren, amountMinor, currency: 'EUR', reference: 'audit-1' };
    return coverDesk.request(await this.context(choices), request);
  }

  private async inBatches(
    call: 'watch' | 'unwatch',
    choices: ContextChoices,
  ): Promise<RefusedSubject[]> {
    const { monitoring } = this.connector;
    if (monitoring === undefined) return [];
    const context = await this.context(choices);
    const subjects = choices.subjects ?? this.subjects;
    const refused: RefusedSubject[] = [];
    for (let start = 0; start < subjects.length; start += monitoring.batchMax) {
      const batch = subjects.slice(start, start + monitoring.batchMax);
      refused.push(...(await monitoring[call](context, batch)));
    }
    return refused;
  }

  /** Reads a file fixture in chunks of so many lines. */
  async readFile(fixture: FileFixture, linesPerChunk = 1000): Promise<FileReading> {
    const { file } = this.connector;
    if (file === undefined) throw new AuditFailure('the declaration has no file reader');
    const reading = file.read(linesAsChunks(fixture.content, linesPerChunk), {
      config: validateConfig(this.connector, this.fixtures.settings.config),
      fileName: fixture.fileName,
      signal: new AbortController().signal,
    });
    const pages: FilePage[] = [];
    let step = await reading.next();
    for (; step.done !== true; step = await reading.next()) pages.push(step.value);
    return {
      records: pages.flatMap((page) => page.records),
      quarantine: pages.flatMap((page) => page.quarantine),
      summary: step.value,
    };
  }

  /** Files that are meant to be read to their end. */
  readableFiles(): FileFixture[] {
    return this.fixtures.files.filter((file) => !/^(malformed|empty|not-)/.test(file.name));
  }
}

export interface FileReading {
  records: UnifiedRecord[];
  quarantine: FilePage['quarantine'];
  summary: FileSummary;
}

export function plantedSecret(name: string): string {
  return `planted-${name}-0b5f7c21d9`;
}

/** As the hub knows it: no name of a person or of who opposed publication. */
function sampleNameOf(siren: string): string | null {
  const company = sampleWorld().company(siren);
  if (company === undefined || company.isNaturalPerson || !company.isDiffusible) return null;
  return company.name;
}

function roundedUp(amount: bigint, step: bigint): bigint {
  return ((amount + step - 1n) / step) * step;
}
