import { createTransport, type Transporter } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import {
  mailErrorOf,
  replyOf,
  type MailFault,
  type MailOutcome,
  type RenderedMail,
} from '../alerts';
import type { MailConfig } from '../config';

export interface MailOptions {
  /** Certificates trusted besides the public ones; for tests. */
  readonly ca?: string;
  readonly connectTimeoutMs?: number;
  /** Without a word from the server for so long, it is given up. */
  readonly silenceTimeoutMs?: number;
  /** The whole of one attempt. */
  readonly timeoutMs?: number;
}

export interface OutgoingMail extends RenderedMail {
  readonly to: string;
  readonly messageId: string;
  readonly date: Date;
  /** Where one click unsubscribes; null: nowhere. */
  readonly unsubscribeUrl: string | null;
}

export interface Mailer {
  /** The domain of message ids. */
  readonly domain: string;
  /** One attempt over a connection of its own; resolves whatever comes of it. */
  send(mail: OutgoingMail): Promise<MailOutcome>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;
const TIMEOUT_MS = 90_000;

/**
 * Sends through a mail server. The connection is encrypted wherever the server offers it; a password goes over no other,
 * except to this machine. Neither URL nor password is ever logged or answered.
 */
export function openMailer(config: MailConfig, options: MailOptions = {}): Mailer {
  const transport = createTransport(transportOptions(config, options));
  const address = /<([^<>]+)>\s*$/.exec(config.from)?.[1] ?? config.from;
  return {
    domain: address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
    send: (mail) => sendOne(transport, { from: config.from, mail, options }),
  };
}

const ON_THIS_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

function transportOptions(config: MailConfig, options: MailOptions): SMTPTransport.Options {
  const url = new URL(config.smtpUrl);
  const isSecure = url.protocol === 'smtps:';
  const hasLogin = url.username !== '';
  const isOpen = url.searchParams.get('tls') === 'none';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    ignoreTLS: isOpen,
    requireTLS: !isSecure && !isOpen && hasLogin && !ON_THIS_MACHINE.test(url.hostname),
    ...(hasLogin ? { auth: loginOf(url) } : {}),
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
    connectionTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    greetingTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    dnsTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    socketTimeout: options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS,
    // Nothing of a mail is fetched from files or other places.
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
  };
}

function loginOf(url: URL): { user: string; pass: string } {
  return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
}

async function sendOne(
  transport: Transporter<SMTPTransport.SentMessageInfo>,
  { from, mail, options }: { from: string; mail: OutgoingMail; options: MailOptions },
): Promise<MailOutcome> {
  const { to, messageId, date, subject, text, html, unsubscribeUrl } = mail;
  const message = {
    ...{ from, to: { name: '', address: to }, messageId, date, subject, text, html },
    // No out-of-office replies, and no mistaking it for a person's mail.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...unsubscribeHeaders(unsubscribeUrl),
    },
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const timeout = Object.assign(new Error('took too long'), { code: 'ETIMEDOUT' });
    timer = setTimeout(() => reject(timeout), options.timeoutMs ?? TIMEOUT_MS);
  });
  try {
    await Promise.race([transport.sendMail(message), late]);
    return { isSent: true };
  } catch (error) {
    const fault = error as MailFault;
    return { isSent: false, errorCode: mailErrorOf(fault), reply: replyOf(fault.response) };
  } finally {
    clearTimeout(timer);
  }
}

/** One click, as RFC 8058 has it, is for https only. */
function unsubscribeHeaders(url: string | null): Record<string, { prepared: true; value: string }> {
  if (url === null) return {};
  const header = (value: string): { prepared: true; value: string } => ({ prepared: true, value });
  const list = { 'List-Unsubscribe': header(`<${url}>`) };
  if (!url.startsWith('https:')) return list;
  return { ...list, 'List-Unsubscribe-Post': header('List-Unsubscribe=One-Click') };
}
