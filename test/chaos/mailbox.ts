/** The mail server of the tenants: keeps what each mail tells before it says that it took it. */
import { writeSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** Recipients of each tenant, so that several mails are under way when something is killed. */
export const MAILBOXES = 3;
const DOMAIN = '@chaos.example';

export function mailboxOf(slug: string, n: number): string {
  return `${slug}.${n}${DOMAIN}`;
}

/** The title of an alert in which its mark is found again. */
export function markedTitle(mark: string): string {
  return `chaos:${mark};`;
}

const MARKS = /\] chaos:([\d/]+);/g;

/** Listens for as long as the process lives; a line for each alert of a mail: mailbox, mark, when, and the mail's id. */
export function receiveMails(port: number, file: number): void {
  const server = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false },
    onData: (stream, session, done) => {
      simpleParser(stream)
        .then(({ text = '', messageId = '' }) => {
          const to = session.envelope.rcptTo.map(({ address }) => address.replace(DOMAIN, ''));
          const marks = [...text.matchAll(MARKS)].map(([, mark = '']) => mark);
          const lines = to.flatMap((box) =>
            marks.map((mark) => `${box} ${mark} ${Date.now()} ${messageId}\n`),
          );
          // With one call, so that a mail is in the file whole or not at all.
          writeSync(file, lines.join(''));
          done();
        })
        .catch(done);
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
}
