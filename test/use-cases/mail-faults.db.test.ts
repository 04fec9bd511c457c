import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { MailServer, useMails } from './mail-receiver';

const mails = useMails();

const refusing = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

/** Sends one mail to a server of these options and answers what became of it. */
async function sentTo(
  options: SMTPServerOptions,
  login = '',
): Promise<{ errorCode: string | null; reply: string | null; status: string }> {
  const { seller } = mails();
  const server = await MailServer.open(options);
  await seller.recipient();
  await seller.alert();
  const mail = { smtpUrl: `smtp://${login}127.0.0.1:${server.port}`, from: 'a@seller.example' };
  await seller.deliver({ hub: { ...seller.hub, mail } });
  await server.close();
  const [delivery] = await seller.deliveries();
  return delivery ?? { errorCode: null, reply: null, status: 'none' };
}

describe('what a mail server says', () => {
  it.each<[string, SMTPServerOptions, object]>([
    [
      '451 to the address',
      { onRcptTo: (_address, _session, done) => done(refusing(451, 'greylisted')) },
      { status: 'PENDING', errorCode: 'MAIL_DEFERRED' },
    ],
    [
      '550 to the address',
      { onRcptTo: (_address, _session, done) => done(refusing(550, 'no such user')) },
      { status: 'PENDING', errorCode: 'MAIL_ADDRESS_REFUSED' },
    ],
    [
      '550 to the sender',
      { onMailFrom: (_address, _session, done) => done(refusing(550, 'go away')) },
      { status: 'PENDING', errorCode: 'MAIL_REFUSED' },
    ],
    [
      '552 to the mail',
      {
        onData: (stream, _session, done) => {
          stream.resume().on('end', () => done(refusing(552, 'too large')));
        },
      },
      { status: 'PENDING', errorCode: 'MAIL_REFUSED' },
    ],
    [
      '421 to the connection',
      { onConnect: (_session, done) => done(refusing(421, 'busy')) },
      { status: 'PENDING', errorCode: 'MAIL_DEFERRED' },
    ],
    [
      'nothing at all',
      { onConnect: () => undefined },
      { status: 'PENDING', errorCode: 'MAIL_TIMED_OUT' },
    ],
    [
      'nothing any more within the mail',
      { onData: (stream) => void stream.resume() },
      { status: 'PENDING', errorCode: 'MAIL_TIMED_OUT' },
    ],
  ])('%s is understood', async (_what, options, expected) => {
    const base = { disabledCommands: ['AUTH', 'STARTTLS'], logger: false };
    expect(await sentTo({ ...base, ...options })).toMatchObject(expected);
  });

  it('about the login is kept, and the password nowhere', async () => {
    const { seller } = mails();
    const options: SMTPServerOptions = {
      ...{ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authMethods: ['PLAIN'] },
      onAuth: (_auth, _session, done) => done(refusing(535, 'bad credentials')),
    };
    const delivery = await sentTo(options, 'user:hunter2secret@');
    expect(delivery).toMatchObject({ errorCode: 'MAIL_LOGIN_REFUSED' });
    expect(JSON.stringify([delivery, await seller.recipients()])).not.toContain('hunter2');
  });

  it('is heard over an encrypted connection, whose certificate is looked at', async () => {
    expect(await sentTo({ disabledCommands: ['AUTH'] })).toMatchObject({
      errorCode: 'MAIL_TLS_FAILED',
    });
  });
});

describe('a connection that breaks in the middle', () => {
  it('leaves the mail to be sent again', async () => {
    const { seller, server } = mails();
    const broken: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 here\r\n');
      socket.on('data', (data) => {
        if (String(data).startsWith('DATA')) socket.destroy();
        else socket.write('250 ok\r\n');
      });
    });
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const { port } = broken.address() as AddressInfo;
    await seller.recipient();
    await seller.alert();
    const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'a@seller.example' };
    await seller.deliver({ hub: { ...seller.hub, mail } });
    expect(await seller.deliveries()).toMatchObject([
      { status: 'PENDING', errorCode: 'MAIL_UNREACHABLE', attempts: 1 },
    ]);
    await seller.deliver();
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    await new Promise((resolve) => broken.close(resolve));
  });
});

describe('an address that is refused', () => {
  it('is written to no more after three times, which the log tells, and later gets what it missed', async () => {
    const { seller } = mails();
    const state = { isRefusing: true };
    const server = await MailServer.open({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: (_address, _session, done) =>
        done(state.isRefusing ? refusing(550, '5.1.1 no such user') : null),
    });
    const mail = { smtpUrl: server.url, from: 'a@seller.example' };
    const hub = { ...seller.hub, mail };
    const recipientId = await seller.recipient();
    await seller.alert({ title: 'The first.' });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await seller.deliver({ hub });
      seller.minutes(12 * 60);
    }
    expect(await seller.recipients()).toMatchObject([{ status: 'DISABLED', refusals: 3 }]);
    const events = await seller.hub.database.tenant(seller.tenantId, (tx) =>
      tx.query(
        `SELECT type FROM event WHERE tenant_id = $1 AND type = 'EMAIL_RECIPIENT_DISABLED'`,
        [tx.tenantId],
      ),
    );
    expect(events).toHaveLength(1);
    await seller.alert({ title: 'The second.' });
    await seller.deliver({ hub });
    state.isRefusing = false;
    await seller
      .actions()
      .resumeEmailRecipient({ tenantId: seller.tenantId, keyId: '', label: 'test' }, recipientId);
    for (let round = 0; round < 3; round += 1) await seller.deliver({ hub });
    expect(server.mails.map(({ text }) => /The (first|second)\./.exec(text ?? '')?.[1])).toEqual([
      'first',
      'second',
    ]);
    await server.close();
  });
});
