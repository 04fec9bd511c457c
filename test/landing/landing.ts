/** A provider that says what a test tells it to, and a tenant that is connected to it. */
import { isEncoursError, type EncoursError } from '../../src/kernel';
import {
  defineConnector,
  type Checkpoint,
  type Connector,
  type Json,
  type Page,
  type RawItem,
  type Stream,
} from '../../src/connector-kit';

class NoConfig {
  readonly note: string = 'nothing to configure';
}

export interface FakeProvider {
  connector: Connector;
  stream: Stream<object>;
  /** What the next reads give, page by page. */
  pages: Page[];
  /** Thrown instead of giving the page with this index. */
  failure: { before: number; error: unknown } | null;
  /** Checkpoints reads were started from. */
  startedFrom: (Checkpoint | null)[];
}

/** A stream whose checkpoint is the number of the next page. */
export function fakeProvider(map: Stream<object>['map'] = () => []): FakeProvider {
  const fake: Omit<FakeProvider, 'connector' | 'stream'> = {
    pages: [],
    failure: null,
    startedFrom: [],
  };
  const stream: Stream<object> = {
    name: 'companies',
    records: ['company', 'officer', 'legalEvent'],
    map,
    async *read(_context, checkpoint) {
      fake.startedFrom.push(checkpoint);
      for (let at = Number(checkpoint?.['page'] ?? 0); at <= fake.pages.length; at++) {
        if (fake.failure?.before === at) throw fake.failure.error;
        const page = fake.pages[at];
        if (page !== undefined) yield await Promise.resolve(page);
      }
    },
  };
  const connector: Connector = defineConnector<object>({
    id: 'fake',
    kind: 'registry',
    name: 'Fake registry',
    version: '1.0.0',
    hosts: ['registry.example'],
    config: NoConfig,
    limits: { requestsPerSecond: 1, concurrency: 1, timeoutMs: 1000, retries: 0, source: 'none' },
    licence: {
      name: 'invented',
      restriction: 'NONE',
      retentionDays: null,
      attribution: null,
      source: 'invented',
    },
    deletes: { none: 'it is invented' },
    docs: {
      homepage: 'https://registry.example',
      reference: 'https://registry.example/docs',
      evidence: 'none',
    },
    streams: [stream],
  });
  return Object.assign(fake, { connector, stream });
}

/** Pages of items "key=value", each page one string of them. */
export function pagesOf(...pages: string[]): Page[] {
  return pages.map((text, index) => ({
    items: text.split(' ').filter(Boolean).map(item),
    checkpoint: { page: index + 1 },
  }));
}

function item(text: string): RawItem {
  const [sourceKey = '', value = ''] = text.split('=');
  return { sourceKey, payload: { key: sourceKey, value } };
}

export function malformed(path: string, payload: Json): NonNullable<Page['malformed']>[number] {
  return { code: 'FIELD_MISSING', reason: 'siren is missing', path, payload };
}

/** Family and code of what a promise fails with. */
export async function failureOf(running: Promise<unknown>): Promise<string> {
  const error: unknown = await running.then(
    () => null,
    (caught: unknown) => caught,
  );
  return isEncoursError(error) ? familyAndCode(error) : String(error);
}

function familyAndCode({ family, code }: EncoursError): string {
  return `${family} ${code}`;
}
