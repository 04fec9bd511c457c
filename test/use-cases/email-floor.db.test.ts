import { EVENT_READERS, pruneEvents, sequenceEvents } from '../../src/alerts';
import { useMails, type MailedSeller } from './mail-receiver';

const mails = useMails();
const MISSING = 'Some of what happened is no longer kept';
const TO_NEXT_DIGEST = 21 * 60 + 35;

/** Deletes all that nobody needs, as the nightly job does. */
async function prune(seller: MailedSeller): Promise<number> {
  await seller.run(sequenceEvents);
  const { pruned } = await seller.run((tx, at) =>
    pruneEvents(tx, { before: new Date(at.getTime() + 1), at, readers: EVENT_READERS }),
  );
  return pruned;
}

/** As if somebody had moved the floor past what the recipient is owed: events are gone, and nobody held them. */
async function pruneAll(seller: MailedSeller): Promise<void> {
  await seller.run(sequenceEvents);
  await seller.run((tx, at) =>
    pruneEvents(tx, { before: new Date(at.getTime() + 1), at, readers: [] }),
  );
}

describe('a recipient whose place in the log is no longer kept', () => {
  it('is told at once that something is missing, though nothing is left to tell', async () => {
    const { seller, server } = mails();
    await seller.recipient({ locale: 'fr' });
    for (let n = 0; n < 3; n += 1) await seller.alert();
    await seller.alert({ severity: 'LOW' });
    await pruneAll(seller);
    for (let round = 0; round < 3; round += 1) await seller.deliver();
    expect(server.mails.map(({ subject }) => subject)).toEqual([
      'Des alertes ne sont plus conservées et manquent',
    ]);
    expect(server.mails[0]?.text).toContain('consultez les alertes elles-mêmes');
    expect(await seller.deliveries()).toMatchObject([{ status: 'SENT' }]);
  });

  it('is told so in the mail on what is left', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.alert({ title: 'Gone.' });
    await seller.alert({ title: 'Kept.' });
    await pruneAll(seller);
    for (let round = 0; round < 3; round += 1) await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toContain(MISSING);
    expect(server.mails[0]?.text).toContain('Kept.');
  });

  it('is told so by the next digest, though it has nothing to say', async () => {
    const { seller, server } = mails();
    await seller.recipient({ immediateSeverities: [], digest: 'DAILY' });
    const first = await seller.risk();
    await seller.tell(first, 'RESOLVED');
    await seller.alert({ severity: 'LOW' });
    await pruneAll(seller);
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toContain(MISSING);
  });

  it('is told so when it is resumed, having been disabled for long', async () => {
    const { seller, server } = mails();
    const recipientId = await seller.recipient();
    await seller.run((tx) =>
      tx.execute(`UPDATE email_recipient SET status = 'DISABLED' WHERE tenant_id = $1`, [
        tx.tenantId,
      ]),
    );
    for (const title of ['Gone.', 'Kept.']) await seller.alert({ title });
    expect(await prune(seller)).toBe(1);
    await seller.actions().resumeEmailRecipient(seller.actor, recipientId);
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toContain(MISSING);
  });
});

it('who has had all there was misses nothing when it is pruned', async () => {
  const { seller, server } = mails();
  await seller.recipient();
  for (const title of ['One.', 'Two.']) await seller.alert({ title });
  await seller.deliver();
  expect(await prune(seller)).toBe(1);
  await seller.alert({ title: 'Three.' });
  await seller.deliver();
  expect(server.mails).toHaveLength(2);
  expect(server.mails[1]?.text).not.toContain(MISSING);
});

it('nothing is pruned between a mail being made and being sent', async () => {
  const { seller, server } = mails();
  await seller.recipient();
  for (const title of ['One.', 'Two.']) await seller.alert({ title });
  await seller.deliver({ hub: { ...seller.hub, mail: null } });
  // Who has waited for a month by the clock of the database holds nothing back.
  const aged = (by: string): Promise<number> =>
    seller.run((tx) =>
      tx.execute(
        `UPDATE email_delivery SET created_at = clock_timestamp() - $2::interval WHERE tenant_id = $1`,
        [tx.tenantId, by],
      ),
    );
  await aged('29 days');
  expect(await prune(seller)).toBe(0);
  await seller.deliver();
  expect(server.mails[0]?.text).toMatch(/One\.[^]*Two\./);
});
