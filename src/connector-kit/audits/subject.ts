/** The connector under audit with all that is needed to make it work: simulators, configuration, fixtures. */
import { FixedClock, silentLogger, type Logger } from '../../kernel';
import type {
  Connector,
  FilePage,
  FileSummary,
  Json,
  Page,
  ReadContext,
  Stream,
} from '../connector';
import { openContext } from '../context';
import type { HttpClient } from '../http-client';
import type { ObservedAttempt } from '../http';
import { ProviderConfig, secretNames, validateConfig } from '../provider-config';
import { RateLimiter } from '../rate-limit';
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
}

export interface ContextChoices {
  signal?: AbortSignal;
  logger?: Logger;
  subjects?: readonly string[];
  timeoutMs?: number;
  /** Stands between the connector and its client. */
  wrap?(http: HttpClient): HttpClient;
  onRequest?: (attempt: ObservedAttempt) => void;
  /** Another server than the subject's own. */
  baseUrl?: string;
}

/** Pages one stream may give in an audit before it is called endless. */
export const PAGES_MAX = 500;

export class AuditSubject {
  readonly fixtures: Fixtures;
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

  /** A context against the simulator: time stands still, sleeps take none, the pace is as declared. */
  async context(choices: ContextChoices = {}): Promise<ReadContext<object>> {
    const baseUrl = choices.baseUrl ?? (await this.simulators()).baseUrl(this.connector.id);
    const raw = this.rawConfig();
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
      ...(choices.onRequest === undefined ? {} : { onRequest: choices.onRequest }),
    });
    return { ...context, http: choices.wrap?.(context.http) ?? context.http };
  }

  /** All pages of a stream from a checkpoint on. Throws AuditFailure past PAGES_MAX. */
  async pages(
    stream: Stream<object>,
    choices: ContextChoices = {},
    checkpoint: Page['checkpoint'] | null = null,
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

  /** Uses the connector as a run would: every stream to its end, and a search. */
  async exercise(choices: ContextChoices = {}): Promise<Page[]> {
    const all: Page[] = [];
    for (const stream of this.streams) all.push(...(await this.pages(stream, choices)));
    if (this.connector.search !== undefined) {
      await this.connector.search(await this.context(choices), { name: 'ATELIERS DU RHONE' });
    }
    return all;
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
