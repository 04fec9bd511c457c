import { resolve } from 'node:path';
import { configError, type LogLevel } from './kernel';

/** Everything the environment decides. This file is the only reader of process.env. */
export interface Config {
  host: string;
  port: number;
  /** Null: the embedded server in the data folder. */
  databaseUrl: string | null;
  /** Folder for the embedded database and the demo's files. */
  homeFolder: string;
  /** Keys that seal credentials, in base64, the one that seals first; null: see `secretKeyFile`. */
  secretKeys: readonly string[] | null;
  /** A file with one such key per line; null: none is named. */
  secretKeyFile: string | null;
  /** Where webhooks may lead besides public addresses: ranges, addresses and hosts. */
  webhookAllow: readonly string[];
  /** Where self-hosted accounting software may be besides public addresses: ranges, addresses and hosts. */
  sourceAllow: readonly string[];
  /** Who sends e-mails and through which server; null: none are sent. */
  mail: MailConfig | null;
  /** Where people reach the API, without a slash at the end; null: mails have no links. */
  publicUrl: string | null;
  /** Fixes the demo tenant's key instead of making one. */
  demoKey: string | null;
  logLevel: LogLevel;
  logFormat: 'json' | 'text';
}

export interface MailConfig {
  /** smtp: or smtps:, with user and password where the server asks for them. */
  smtpUrl: string;
  /** An address, alone or behind a name: Encours <encours@example.com>. */
  from: string;
}

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Reads and checks the environment. Throws CONFIG_INVALID naming the variable. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  return {
    host: read('HOST') ?? '127.0.0.1',
    port: portOf(read('PORT') ?? '4000'),
    databaseUrl: databaseUrlOf(read('DATABASE_URL')),
    homeFolder: resolve(read('ENCOURS_HOME') ?? '.encours'),
    ...secretKeysOf(read),
    webhookAllow: listOf(read('ENCOURS_WEBHOOK_ALLOW')),
    sourceAllow: listOf(read('ENCOURS_SOURCE_ALLOW')),
    mail: mailOf(read),
    publicUrl: publicUrlOf(read('ENCOURS_PUBLIC_URL')),
    demoKey: demoKeyOf(read('ENCOURS_DEMO_KEY')),
    logLevel: oneOf('LOG_LEVEL', read('LOG_LEVEL') ?? 'info', LOG_LEVELS),
    logFormat: oneOf('LOG_FORMAT', read('LOG_FORMAT') ?? 'text', ['json', 'text'] as const),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw invalid('PORT', text, 'a number from 0 to 65535');
}

function databaseUrlOf(text: string | null): string | null {
  if (text === null) return null;
  if (/^postgres(ql)?:\/\/.+/.test(text) && URL.canParse(text)) return text;
  throw invalid(
    'DATABASE_URL',
    '(not shown)',
    'a URL such as postgres://user:password@host:5432/database',
  );
}

/** A key in the environment or in a file, and in one of them only: which of two would seal is not to be guessed. */
function secretKeysOf(
  read: (name: string) => string | null,
): Pick<Config, 'secretKeys' | 'secretKeyFile'> {
  const names = ['ENCOURS_SECRET_KEY', 'ENCOURS_SECRET_KEYS', 'ENCOURS_SECRET_KEY_FILE'] as const;
  const [first, second] = names.filter((name) => read(name) !== null);
  if (first !== undefined && second !== undefined) {
    throw invalid(second, '(not shown)', `nothing, since ${first} is set: use one of them`);
  }
  const file = read('ENCOURS_SECRET_KEY_FILE');
  const single = read('ENCOURS_SECRET_KEY');
  const several = read('ENCOURS_SECRET_KEYS')
    ?.split(/[\s,]+/)
    .filter((key) => key !== '');
  const keys = single === null ? (several ?? null) : [single];
  if (keys !== null && (keys.length === 0 || !keys.every(isSecretKey))) {
    throw invalid(first ?? '', '(not shown)', SECRET_KEY_FORM);
  }
  return { secretKeys: keys, secretKeyFile: file === null ? null : resolve(file) };
}

/** What a key looks like, for whoever has to write one. */
export const SECRET_KEY_FORM = '32 random bytes in base64, as `openssl rand -base64 32` prints';

/** Whether a text is a key in base64: 43 characters and perhaps "=". */
export function isSecretKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=?$/.test(text);
}

/** Both or neither: a server without a sender, or a sender without a server, sends nothing. */
function mailOf(read: (name: string) => string | null): MailConfig | null {
  const smtpUrl = read('ENCOURS_SMTP_URL');
  const from = read('ENCOURS_MAIL_FROM');
  if (smtpUrl === null && from === null) return null;
  const url = smtpUrl !== null && URL.canParse(smtpUrl) ? new URL(smtpUrl) : null;
  if (smtpUrl === null || url === null || !isMailServer(url)) {
    const form = 'a URL such as smtp://user:password@mail.example.com:587 or smtps://…';
    throw invalid('ENCOURS_SMTP_URL', '(not shown)', form);
  }
  if (from !== null && /^([^<>"\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(from)) {
    return { smtpUrl, from };
  }
  throw invalid(
    'ENCOURS_MAIL_FROM',
    from ?? '',
    'an address such as Encours <encours@example.com>',
  );
}

/** A name or password that is not encoded as a URL asks for would be found out when the first mail is sent. */
function isMailServer(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    return false;
  }
  return /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}

function publicUrlOf(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && url.username === '' && url.search === '' && url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw invalid('ENCOURS_PUBLIC_URL', '(not shown)', 'a URL such as https://encours.example.com');
}

/** Entries are read where they are used: parseAllowedTargets, parseOwnHosts. */
function listOf(text: string | null): string[] {
  return (text ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
}

function demoKeyOf(text: string | null): string | null {
  if (text === null || /^[\w-]{16,200}$/.test(text)) return text;
  throw invalid('ENCOURS_DEMO_KEY', '(not shown)', 'at least 16 letters, digits, "-" or "_"');
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found !== undefined) return found;
  throw invalid(name, text, `one of ${allowed.join(', ')}`);
}

function invalid(name: string, value: string, expected: string): Error {
  return configError(
    'CONFIG_INVALID',
    `${name} is ${JSON.stringify(value)}, expected ${expected}`,
    {
      place: { field: name },
      remedy: `correct the environment variable ${name}, or remove it to get its default`,
    },
  );
}
