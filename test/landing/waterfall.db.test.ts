import type { Connector, RecordType, Stream } from '../../src/connector-kit';
import { NOW, usePaidHub, type Buyer } from '../purchasing/paid-hub';
import { paidConnector, sirens } from '../purchasing/paid-provider';
import {
  DEFAULT_WATERFALL,
  dueSubjects,
  type ConnectedSource,
  type DueSubjects,
} from '../../src/landing';

const paid = usePaidHub();
const DAY = 24 * 3_600_000;
const PORTFOLIO = sirens(3, 7_000);
const [ONE = '', TWO = ''] = PORTFOLIO;

/** A connector of this name whose one stream offers these records. */
function named(
  id: string,
  records: readonly RecordType[],
  { isFree = false, ...more }: Partial<Stream<object>> & { isFree?: boolean } = {},
): Connector {
  const base = paidConnector();
  const [stream] = base.streams ?? [];
  if (stream === undefined) throw new Error('a stream');
  const { buys, ...unpaid } = stream;
  const price = isFree || buys === undefined ? {} : { buys };
  return { ...base, id, streams: [{ ...unpaid, ...price, name: 'all', records, ...more }] };
}

interface Scene {
  bought: Connector;
  /** Connectors beside it, with what was told of which company by each, and when. */
  others: [connector: Connector, told: [siren: string, types: RecordType[], daysAgo: number][]][];
  /** The run of the others that succeeded last. */
  lastRun?: { stream: string; startedAt: Date };
}

async function dueIn(buyer: Buyer, scene: Scene): Promise<DueSubjects> {
  const { tenantId, connection } = buyer;
  const sources: ConnectedSource[] = [{ connection, connector: scene.bought }];
  for (const [connector, told] of scene.others) {
    const [row] = await paid().database.query<{ id: string }>(
      `INSERT INTO connection (tenant_id, connection_id, connector_id, name) VALUES ($1, gen_random_uuid(), $2, 'x')
       RETURNING connection_id AS id`,
      [tenantId, connector.id],
    );
    const connectionId = row?.id ?? '';
    for (const [siren, types, daysAgo] of told)
      await paid().database.query(
        `INSERT INTO subject_reading VALUES ($1, $2, 'all', $3, $4, 'FOUND', $5)`,
        [tenantId, connectionId, siren, new Date(NOW.getTime() - daysAgo * DAY), types],
      );
    const lastSucceededAt = scene.lastRun?.startedAt ?? null;
    if (scene.lastRun !== undefined)
      await paid().database.query(
        `INSERT INTO sync_run (tenant_id, sync_run_id, connection_id, stream, status, started_at, finished_at, heartbeat_at)
         VALUES ($1, gen_random_uuid(), $2, $3, 'SUCCEEDED', $4, $4, $4)`,
        [tenantId, connectionId, scene.lastRun.stream, scene.lastRun.startedAt],
      );
    const own = { ...connection, connectionId, connectorId: connector.id, lastSucceededAt };
    sources.push({ connection: own, connector });
  }
  const [stream] = scene.bought.streams ?? [];
  if (stream === undefined) throw new Error('a stream');
  const question = { connection, connector: scene.bought, stream, sources, at: NOW };
  return buyer.hub.database.tenant(tenantId, (tx) =>
    dueSubjects(tx, { ...question, subjects: PORTFOLIO, waterfall: DEFAULT_WATERFALL }),
  );
}

const free = { isFree: true };

it('does not buy what a free register has told lately', async () => {
  const bought = named('seller', ['company', 'establishment']);
  const register = named('insee-sirene', ['company', 'establishment'], free);
  const told: RecordType[] = ['company', 'establishment'];
  const { due, skipped } = await dueIn(await paid().buyer(), {
    bought,
    others: [
      [
        register,
        [
          [ONE, told, 2],
          [TWO, told, 40],
        ],
      ],
    ],
  });
  expect(due).toEqual(PORTFOLIO.filter((siren) => siren !== ONE));
  expect([...skipped]).toEqual([['KNOWN', 1]]);
});

it('buys a company of which the free registers told less than it offers', async () => {
  const bought = named('seller', ['company', 'officer']);
  const { due } = await dueIn(await paid().buyer(), {
    bought,
    others: [
      [named('insee-sirene', ['company'], free), [[ONE, ['company'], 1]]],
      [
        named('inpi-rne', ['officer'], free),
        [
          [ONE, [], 1],
          [TWO, ['officer'], 1],
        ],
      ],
    ],
  });
  expect(due).toEqual(PORTFOLIO);
});

it.each<[string, Scene]>([
  [
    'a kind of record that is an opinion',
    {
      bought: named('seller', ['company', 'providerScore']),
      others: [
        [
          named('insee-sirene', ['company', 'providerScore'], free),
          [[ONE, ['company', 'providerScore'], 1]],
        ],
      ],
    },
  ],
  [
    'what costs nothing',
    {
      bought: named('seller', ['company'], free),
      others: [[named('insee-sirene', ['company'], free), [[ONE, ['company'], 1]]]],
    },
  ],
  [
    'from one that stands first itself',
    {
      bought: named('insee-sirene', ['company']),
      others: [[named('recherche-entreprises', ['company'], free), [[ONE, ['company'], 1]]]],
    },
  ],
])('always reads %s', async (_, scene) => {
  expect((await dueIn(await paid().buyer(), scene)).due).toEqual(PORTFOLIO);
});

it('takes a feed that succeeded lately to have told of everybody', async () => {
  const bought = named('seller', ['legalEvent']);
  const feed = named('bodacc', ['legalEvent'], { ...free, reads: 'feed' });
  const fresh = { bought, others: [[feed, []]] as Scene['others'] };
  const startedAt = new Date(NOW.getTime() - DAY);
  const lastRun = { stream: 'all', startedAt };
  expect((await dueIn(await paid().buyer(), { ...fresh, lastRun })).due).toEqual([]);
  // Another stream of the same connection says nothing of the feed.
  const other = { stream: 'other', startedAt };
  expect((await dueIn(await paid().buyer(), { ...fresh, lastRun: other })).due).toEqual(PORTFOLIO);
  const never = await dueIn(await paid().buyer(), fresh);
  expect(never.due).toEqual(PORTFOLIO);
});
