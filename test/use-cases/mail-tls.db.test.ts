import type { SMTPServerAuthentication, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { MailServer, useMails } from './mail-receiver';
import { CERTIFICATE } from './self-signed';

const mails = useMails();

/** What the server saw of who delivered. */
interface Seen {
  isSecure: boolean;
  login: string | null;
}

/** Sends one mail to a server with our certificate, and answers what became of it. */
async function sentTo(
  options: SMTPServerOptions,
  { urlOf, ca = CERTIFICATE.cert }: { urlOf: (port: number) => string; ca?: string | null },
): Promise<{ seen: Seen[]; count: number; delivery: unknown }> {
  const { seller } = mails();
  const seen: Seen[] = [];
  const logins = new Map<string, string>();
  const server = await MailServer.open({
    ...{ ...CERTIFICATE, disabledCommands: [], authOptional: true },
    onAuth: (auth: SMTPServerAuthentication, session: SMTPServerSession, done) => {
      logins.set(session.id, `${auth.username}:${auth.password}`);
      done(null, { user: auth.username });
    },
    onMailFrom: (_address, session, done) => {
      seen.push({ isSecure: session.secure, login: logins.get(session.id) ?? null });
      done();
    },
    ...options,
  });
  await seller.recipient();
  await seller.alert({ title: 'Over the limit.' });
  const mail = { smtpUrl: urlOf(server.port), from: 'Encours <a@seller.example>' };
  const mailing = {
    ...(ca === null ? {} : { ca }),
    ...{ connectTimeoutMs: 2_000, silenceTimeoutMs: 2_000, timeoutMs: 5_000 },
  };
  await seller.deliver({ hub: { ...seller.hub, mail }, mailing });
  await server.close();
  const [delivery] = await seller.deliveries();
  return { seen, count: server.mails.length, delivery };
}

it('goes through STARTTLS wherever the server offers it, without being asked to', async () => {
  const urlOf = (port: number): string => `smtp://127.0.0.1:${port}`;
  const { seen, count, delivery } = await sentTo({}, { urlOf });
  expect(delivery).toMatchObject({ status: 'SENT', errorCode: null, attempts: 1 });
  expect([count, seen]).toEqual([1, [{ isSecure: true, login: null }]]);
});

it('logs in over STARTTLS, with characters that a URL has to encode', async () => {
  const urlOf = (port: number): string => `smtp://us%40er:p%2Fw%C3%A9@127.0.0.1:${port}`;
  const { seen, delivery } = await sentTo({}, { urlOf });
  expect(delivery).toMatchObject({ status: 'SENT' });
  expect(seen).toEqual([{ isSecure: true, login: 'us@er:p/wé' }]);
});

it('speaks TLS from the beginning with smtps', async () => {
  const urlOf = (port: number): string => `smtps://user:pw@127.0.0.1:${port}`;
  const { seen, delivery } = await sentTo({ secure: true }, { urlOf });
  expect(delivery).toMatchObject({ status: 'SENT' });
  expect(seen).toEqual([{ isSecure: true, login: 'user:pw' }]);
});

it('gives no password and no mail to a server whose certificate nobody vouches for', async () => {
  const urlOf = (port: number): string => `smtp://user:pw@127.0.0.1:${port}`;
  const { seen, count, delivery } = await sentTo({}, { urlOf, ca: null });
  expect(delivery).toMatchObject({ status: 'PENDING', errorCode: 'MAIL_TLS_FAILED' });
  expect([count, seen]).toEqual([0, []]);
});

it('leaves encryption out only where the URL says so', async () => {
  const urlOf = (port: number): string => `smtp://127.0.0.1:${port}?tls=none`;
  const { seen, delivery } = await sentTo({}, { urlOf, ca: null });
  expect(delivery).toMatchObject({ status: 'SENT' });
  expect(seen).toEqual([{ isSecure: false, login: null }]);
});
