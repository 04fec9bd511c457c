import { randomBytes } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  configError,
  type EncoursError,
  isEncoursError,
  transientError,
  type Logger,
} from '../kernel';
import { SCALAR_CODE } from './scalars';

/** Codes that GraphQL itself and Apollo give, and that are the caller's to mend. */
const PROTOCOL_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** What to do about what is refused before any code of ours sees it. */
const REMEDIES: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'Correct the operation at the place named; it is no GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'Correct the operation to what the schema offers.',
  BAD_USER_INPUT: 'Correct the variables to the types the operation declares.',
  BAD_REQUEST: 'Send one operation as JSON: {"query": …, "variables": …}.',
  INVALID_AMOUNT: 'Write it like "1234.50".',
  INVALID_DATE: 'Write a day as YYYY-MM-DD and an instant as RFC 3339.',
  INVALID_SIREN: 'Give nine digits that pass the checksum.',
  UNKNOWN_CURRENCY: 'Use an ISO 4217 code such as EUR.',
};

/**
 * An error as callers see it: our own with code, family, remedy and place; GraphQL's with its code; anything else as
 * INTERNAL under an id that is also in the log, and nothing else of it.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
): GraphQLFormattedError {
  const original = told(originOf(error));
  if (isEncoursError(original) && original.family !== 'BUG') {
    return { ...located(formatted), message: original.message, extensions: extensionsOf(original) };
  }
  const code = codeOf(formatted, original);
  if (code !== null) {
    const remedy = REMEDIES[code];
    const extensions = { code, family: 'CONFIG', ...(remedy === undefined ? {} : { remedy }) };
    return { ...located(formatted), message: withoutObjects(formatted.message), extensions };
  }
  const errorId = randomBytes(6).toString('hex');
  logger.error('an operation failed', { errorId, error: original, stack: stackOf(original) });
  return {
    ...located(formatted),
    message: `something went wrong on our side (${errorId})`,
    extensions: { code: 'INTERNAL', errorId },
  };
}

/** graphql-js says back a whole input that does not fit, with the credentials that may be in it. */
function withoutObjects(message: string): string {
  return message.replace(/(got invalid value) [{[][\s\S]*[}\]](?=( at "[^"]*")?; )/, '$1');
}

/** What the database refuses though no fault of ours: as the error the caller can do something about. */
export function told(error: unknown): unknown {
  const state = error instanceof Error && 'code' in error ? error.code : null;
  if (state === '22021') {
    return configError('TEXT_UNUSABLE', 'a text holds a character that no text here can hold', {
      remedy: 'Leave out U+0000.',
    });
  }
  if (state === '57014') {
    return transientError('QUERY_TIMED_OUT', 'the database needs longer than a request may take', {
      remedy: 'Ask for less at once, or use an export.',
      retryAfterMs: 10_000,
    });
  }
  return error;
}

/** What was thrown, out of the GraphQL errors it was wrapped into. */
function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.originalError !== undefined) {
    origin = origin.originalError;
  }
  return origin;
}

/** For what is refused before there is anything to execute. */
export function refuseRequest(error: EncoursError, status: number): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { ...extensionsOf(error), http: { status, headers: challengeOf(status) } },
  });
}

/** What a 401 says of how to identify oneself. */
export const CHALLENGE = 'Bearer realm="encours"';

function challengeOf(status: number): Map<string, string> {
  return new Map(status === 401 ? [['www-authenticate', CHALLENGE]] : []);
}

export function extensionsOf(error: EncoursError): Record<string, unknown> {
  const { code, family, remedy, place, retryAfterMs } = error;
  return {
    code,
    family,
    ...(remedy === undefined ? {} : { remedy }),
    ...(Object.keys(place).length === 0 ? {} : { place }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function located(formatted: GraphQLFormattedError): Partial<GraphQLFormattedError> {
  const { locations, path } = formatted;
  return {
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The code of a GraphQL error that tells the caller what is wrong with the request; null for a fault of ours. */
function codeOf(formatted: GraphQLFormattedError, original: unknown): string | null {
  const scalar = formatted.extensions?.[SCALAR_CODE];
  if (typeof scalar === 'string') return scalar;
  const code = formatted.extensions?.['code'];
  if (typeof code === 'string' && PROTOCOL_CODES.has(code)) return code;
  // Thrown by graphql-js itself, e.g. for a variable it could not coerce over the socket.
  if (
    original instanceof GraphQLError &&
    original.originalError === undefined &&
    original.path === undefined
  ) {
    return original.source === undefined && original.nodes === undefined
      ? 'BAD_REQUEST'
      : 'GRAPHQL_VALIDATION_FAILED';
  }
  return null;
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
