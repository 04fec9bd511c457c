/**
 * Errors are grouped by what the caller should do, not by where they happened (docs/errors.md lists every code).
 * A code is a promise: once published it is never reused for another meaning.
 */
export type ErrorFamily =
  | 'TRANSIENT' // try again later, honouring retryAfterMs
  | 'AUTH' // pause the connection and tell its owner; retrying cannot succeed
  | 'CONFIG' // the caller must change its input; never retried
  | 'CONTRACT' // the other side broke its own format; quarantine and continue
  | 'DOMAIN' // an expected refusal by a business rule
  | 'CONFLICT' // somebody else was faster; reload and decide again
  | 'BUG'; // ours; logged under an id, only the id is shown

/** Where the trouble is, in the terms of the person who must fix it. */
export interface ErrorPlace {
  file?: string;
  line?: number;
  field?: string;
  path?: string;
  host?: string;
  table?: string;
  /** Whose terms forbid it, and which of them. */
  connector?: string;
  restriction?: string;
}

export interface ErrorOptions {
  /** What to do about it: one imperative sentence. */
  remedy?: string;
  place?: ErrorPlace;
  retryAfterMs?: number;
  cause?: unknown;
}

/** Every error we throw on purpose: a family, a stable code, a place and a remedy. */
export class EncoursError extends Error {
  readonly family: ErrorFamily;
  readonly code: string;
  readonly remedy: string | undefined;
  readonly place: ErrorPlace;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: { family: ErrorFamily; code: string },
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EncoursError';
    this.family = kind.family;
    this.code = kind.code;
    this.remedy = options.remedy;
    this.place = options.place ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

type Make = (code: string, message: string, options?: ErrorOptions) => EncoursError;
const family =
  (name: ErrorFamily): Make =>
  (code, message, options) =>
    new EncoursError({ family: name, code }, message, options);

export const transientError = family('TRANSIENT');
export const authError = family('AUTH');
export const configError = family('CONFIG');
export const contractError = family('CONTRACT');
export const domainError = family('DOMAIN');
export const conflictError = family('CONFLICT');
export const bugError = family('BUG');

export function isEncoursError(error: unknown, ...families: ErrorFamily[]): error is EncoursError {
  if (!(error instanceof EncoursError)) return false;
  return families.length === 0 || families.includes(error.family);
}

/** The message of anything thrown, without trusting it to be an Error. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One printable line or two: code, message, place, remedy. For terminals and logs. */
export function describeError(error: unknown): string {
  if (!(error instanceof EncoursError)) return errorMessage(error);
  const place = Object.entries(error.place)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
  const where = place === '' ? '' : ` (${place})`;
  const remedy = error.remedy === undefined ? '' : `\n  What to do: ${error.remedy}`;
  return `${error.code}: ${error.message}${where}${remedy}`;
}
