/** Structured log lines: JSON when machines read them, one short line when a person does. Written to stderr. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Record<string, unknown>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const SECRET_KEY = /secret|password|token|api[-_]?key|authorization|credential/i;

export interface LoggerOptions {
  level: LogLevel;
  format: 'json' | 'text';
  write?: (line: string) => void;
}

export function createLogger(options: LoggerOptions): Logger {
  const write = options.write ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const threshold = ORDER.indexOf(options.level);
  const log =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (ORDER.indexOf(level) < threshold) return;
      const safe = redact(fields);
      if (options.format === 'json') {
        write(JSON.stringify({ at: new Date().toISOString(), level, message, ...safe }));
      } else {
        write(`${level === 'info' ? '' : `${level}: `}${lineOf(message, safe)}`);
      }
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** A reason is written for people, perhaps with a second line of what to do: it is printed as it stands. */
function lineOf(message: string, { reason, ...others }: LogFields): string {
  const isText = typeof reason === 'string';
  const rest: LogFields = isText || reason === undefined ? others : { reason, ...others };
  const tail = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return `${message}${tail}${isText ? `: ${reason}` : ''}`;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Fields whose name says they are secret never reach a log. */
function redact(fields: LogFields): LogFields {
  const entries = Object.entries(fields).map(([key, value]) => [
    key,
    SECRET_KEY.test(key) ? '[redacted]' : plain(value),
  ]);
  return Object.fromEntries(entries) as LogFields;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return value.message;
  return value;
}
