import {
  acknowledgeConnectionAlert,
  appendEvents,
  sequenceEvents,
  watchConnections,
} from '../../src/alerts';
import { disableWebhook } from '../../src/alerts/deliveries';
import { transientError } from '../../src/kernel';
import { ensureConnection, finishSyncRun, startSyncRun } from '../../src/landing';
import { MailServer, useMails, type MailedSeller } from './mail-receiver';

const mails = useMails();
const HOUR = 60;
const TO_NEXT_DIGEST = 21 * HOUR + 35;

const subjects = (server: MailServer): string[] => server.mails.map(({ subject = '' }) => subject);

async function connection(seller: MailedSeller): Promise<string> {
  const draft = { connectorId: 'bodacc', name: 'main', config: {} };
  const { connectionId } = await seller.run((tx) => ensureConnection(tx, draft));
  return connectionId;
}

/** Runs that fail, over so many hours, and the look at connections behind them. */
async function fail(seller: MailedSeller, connectionId: string, hours: number): Promise<void> {
  for (let run = 0; run < 3; run += 1) {
    await seller.run(async (tx, at) => {
      const id = await startSyncRun(tx, connectionId, { stream: 'notices', at });
      const error = transientError('HTTP_STATUS', 'no', { remedy: 'wait' });
      await finishSyncRun(tx, id, { at, error });
    });
    seller.minutes((hours / 3) * HOUR);
  }
  await seller.run((tx, at) => watchConnections(tx, null, at));
}

async function disabledWebhook(seller: MailedSeller): Promise<string> {
  const webhook = await seller.run(async (tx, at) => {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO webhook (tenant_id, webhook_id, url, description, delivery_order, status, position, sealed_secret, secret_key_id,
         created_by, created_at, updated_at)
       VALUES ($1, gen_random_uuid(), 'https://erp.example/hook/s3cret', '', 'NONE', 'ACTIVE', 0, 'x', 'k', 'test', $2, $2)
       RETURNING webhook_id AS id`,
      [tx.tenantId, at],
    );
    return row?.id ?? '';
  });
  await seller.run((tx, at) => disableWebhook(tx, webhook, { reason: 'FAILING', at }));
  return webhook;
}

describe('what goes wrong with the hub itself', () => {
  it('is mailed at once to who takes the severity: a connection that fails, worse, and no acknowledgement', async () => {
    const { seller, server } = mails();
    await seller.recipient({ immediateSeverities: ['MEDIUM', 'HIGH'] });
    await seller.recipient({ address: 'top@example.com', immediateSeverities: ['CRITICAL'] });
    const connectionId = await connection(seller);
    await fail(seller, connectionId, 15);
    await seller.deliver();
    expect(subjects(server)).toEqual(['[Medium] main: not synced since 10 Mar 2026']);
    expect(server.mails[0]?.text).toContain('An alert for ');
    const [alert] = await seller.run((tx) =>
      tx.query<{ id: string }>(
        'SELECT connection_alert_id AS id FROM connection_alert WHERE tenant_id = $1',
        [tx.tenantId],
      ),
    );
    const ruling = { connectionAlertId: alert?.id ?? '', by: 'ann', comment: null };
    await seller.run((tx, at) => acknowledgeConnectionAlert(tx, { ...ruling, at }));
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    await fail(seller, connectionId, 72);
    await seller.deliver();
    await seller.deliver();
    expect(subjects(server).slice(1)).toEqual(['[High] main: not synced since 10 Mar 2026']);
    expect(server.mails[1]?.text).toContain('it is worse now');
  });

  it('is mailed at once and in a digest when a webhook was disabled, without its secret path', async () => {
    const { seller, server } = mails();
    await seller.recipient({ digest: 'DAILY' });
    await seller.recipient({ address: 'bob@example.com', locale: 'fr' });
    const webhookId = await disabledWebhook(seller);
    await seller.deliver();
    expect(subjects(server).sort()).toEqual([
      '[High] Webhook to erp.example: nothing is sent any more',
      '[Élevé] Webhook vers erp.example : plus rien n’est envoyé',
    ]);
    const french = server.mails.find(({ subject }) => subject?.startsWith('[É') === true);
    expect(french?.text).toContain('Il n’a rien accepté depuis cinq jours.');
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    expect(subjects(server)[2]).toBe('Credit digest of 11 Mar 2026: 1 connection or delivery');
    expect(server.mails[2]?.text).toMatch(/Connections and deliveries[^]*erp\.example/);
    expect(JSON.stringify(server.mails)).not.toContain('s3cret');
    await seller.run((tx) =>
      tx.execute(
        `UPDATE webhook SET status = 'ACTIVE', disabled_because = NULL, disabled_at = NULL
         WHERE tenant_id = $1 AND webhook_id = $2`,
        [tx.tenantId, webhookId],
      ),
    );
    seller.minutes(24 * HOUR);
    await seller.deliver();
    expect(server.mails).toHaveLength(3);
  });

  it('is mailed to the others when mails to somebody do not arrive', async () => {
    const { seller, server } = mails();
    const refused = new Set(['ann@example.com']);
    const picky = await MailServer.open({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(
          refused.has(address)
            ? Object.assign(new Error('no such user'), { responseCode: 550 })
            : null,
        ),
    });
    const hub = { ...seller.hub, mail: { smtpUrl: picky.url, from: 'a@seller.example' } };
    await seller.recipient({ immediateSeverities: ['CRITICAL'] });
    const boss = { address: 'boss@example.com', immediateSeverities: ['HIGH'] } as const;
    await seller.recipient({ ...boss, digest: 'DAILY' });
    await seller.alert({ severity: 'CRITICAL' });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await seller.deliver({ hub });
      seller.minutes(8 * HOUR);
    }
    await seller.deliver({ hub });
    expect(subjects(picky)).toContain('[High] E-mails to ann@example.com do not arrive');
    seller.minutes(24 * HOUR);
    await seller.deliver({ hub });
    expect(picky.mails.map(({ text = '' }) => text).join()).toMatch(
      /Connections and deliveries[^]*E-mails to ann@example\.com do not arrive/,
    );
    expect(server.mails).toHaveLength(0);
    await picky.close();
  });

  it('is not for who follows some customers or rules, or other severities', async () => {
    const { seller, server } = mails();
    const all = { rules: null, severities: null, customerIds: null };
    const wishes = { immediateSeverities: ['HIGH'], digest: 'DAILY' } as const;
    const filters = [
      { ...all, rules: ['GRADE_DROP'] as const },
      { ...all, customerIds: ['5b3ab5a3-6a3e-4a36-9d6a-111111111111'] },
      { ...all, severities: ['CRITICAL'] as const },
    ];
    for (const [n, filter] of filters.entries()) {
      await seller.recipient({ ...wishes, address: `a${n}@example.com`, filter });
    }
    await disabledWebhook(seller);
    await fail(seller, await connection(seller), 75);
    await seller.deliver();
    seller.minutes(24 * HOUR);
    await seller.deliver();
    expect(server.mails).toHaveLength(0);
  });

  it('of another kind in the log makes no mail', async () => {
    const { seller, server } = mails();
    await seller.recipient({ immediateSeverities: ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] });
    const data = { connectorId: 'bodacc', name: 'main' };
    const draft = { type: 'SYNC_RECOVERED', customerId: null, subjectId: null, data } as const;
    await seller.run((tx, at) => appendEvents(tx, [draft], at));
    await seller.run(sequenceEvents);
    await seller.deliver();
    expect(server.mails).toHaveLength(0);
  });
});
