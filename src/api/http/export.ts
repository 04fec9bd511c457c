/**
 * `GET /export/<list>.csv` and `.jsonl`: whole lists as files, written by PostgreSQL and passed on as they come. What is
 * wrong with a request is answered as coded JSON before the first byte; what goes wrong later cuts the connection, so
 * that part of a file is never taken for the whole.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { Router, type Request, type Response } from 'express';
import {
  authError,
  configError,
  errorMessage,
  isEncoursError,
  newId,
  transientError,
  type EncoursError,
} from '../../kernel';
import { EXPORT_LISTS, exportCopy, type ExportFormat, type ExportList } from '../../reports';
import { bearerKey, requireKey } from '../authenticate';
import { CHALLENGE, extensionsOf, told } from '../errors';
import { RequestContext, type ApiServices } from '../request-context';
import { csvLineEnds } from './csv-line-ends';
import { ExportParameters } from './export-parameters';
import { exportRequest } from './export-requests';
import { problem } from './problem';

export interface Exports {
  router: Router;
  /** Resolves when none is under way any more; whoever stops the server cuts their connections first. */
  idle(): Promise<void>;
}

const FORMATS: Readonly<Record<ExportFormat, { type: string; extension: string }>> = {
  csv: { type: 'text/csv; charset=utf-8; header=present', extension: 'csv' },
  jsonl: { type: 'application/jsonl; charset=utf-8', extension: 'jsonl' },
};
/** Each holds a connection to the database and a snapshot of it. */
const MAX_AT_ONCE = 8;
/** A reader that takes nothing for so long has gone, whatever its connection says. */
const STALLED_MS = 300_000;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const GZIP = { level: 4, flush: constants.Z_NO_FLUSH };

export function exportFiles(services: ApiServices): Exports {
  const running = new Set<Promise<void>>();
  const router = Router();
  router.all('/:file', async (request, response) => {
    try {
      const file = await prepare(services, request);
      if (running.size >= MAX_AT_ONCE) throw busy();
      const sending = send(services, { file, request, response });
      running.add(sending);
      await sending.finally(() => running.delete(sending));
    } catch (error) {
      refuse(services, response, error);
    }
  });
  return {
    router,
    idle: async () => {
      await Promise.allSettled(running);
    },
  };
}

interface ExportFile {
  context: RequestContext;
  list: ExportList;
  format: ExportFormat;
  copy: ReturnType<typeof exportCopy>;
  hasBom: boolean;
}

/** Everything that can be refused is refused here. */
async function prepare(services: ApiServices, request: Request): Promise<ExportFile> {
  const key = await requireKey(services.database, bearerKey(request.headers.authorization));
  if (key.role !== 'ANALYST' && key.role !== 'ADMIN') {
    throw authError('FORBIDDEN', `a key with role ${key.role} may not export`, {
      remedy: 'Use a key with role ANALYST or ADMIN.',
    });
  }
  const { list, format } = fileOf(String(request.params['file']));
  if (request.method !== 'GET') {
    throw configError('METHOD_NOT_ALLOWED', `exports are not served to ${request.method}`, {
      remedy: 'Use GET.',
    });
  }
  const context = new RequestContext(services, key, 0);
  const given = new ExportParameters(new URL(request.originalUrl, 'http://hub').searchParams);
  const hasBom = format === 'csv' && given.flag('bom') === true;
  const asked = await exportRequest(list, given, context);
  given.done();
  const copy = exportCopy(asked, {
    ...{ tenantId: key.tenantId, format },
    ...{ today: context.today, now: context.now },
  });
  return { context, list, format, copy, hasBom };
}

function fileOf(name: string): { list: ExportList; format: ExportFormat } {
  const [, stem, extension] = /^([a-z-]+)\.([a-z]+)$/.exec(name) ?? [];
  const list = EXPORT_LISTS.find((each) => each === stem);
  const format = extension === 'csv' || extension === 'jsonl' ? extension : undefined;
  if (list !== undefined && format !== undefined) return { list, format };
  throw configError('EXPORT_UNKNOWN', `there is no export ${JSON.stringify(name)}`, {
    remedy: `Ask for ${EXPORT_LISTS.join(', ')}, with .csv or .jsonl behind it.`,
  });
}

interface Sending {
  file: ExportFile;
  request: Request;
  response: Response;
}

async function send(services: ApiServices, { file, request, response }: Sending): Promise<void> {
  const { key } = file.context;
  response.setTimeout(STALLED_MS, () => response.destroy());
  await services.database.copyOut(key.tenantId, file.copy, async (rows) => {
    // Also before the first row, which a large sort may keep waiting.
    response.once('close', () => rows.destroy(new Error('the reader left')));
    const chunks = (rows as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    // What PostgreSQL refuses, it refuses before its first row.
    const first = await chunks.next();
    const isZipped = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    head(response, file, isZipped);
    await pipeline([
      Readable.from(bytes(file, first, chunks), { objectMode: false, highWaterMark: 65_536 }),
      ...(file.format === 'csv' ? [csvLineEnds()] : []),
      ...(isZipped ? [createGzip(GZIP)] : []),
      response,
    ]);
  });
}

function head(response: Response, { list, format, context }: ExportFile, isZipped: boolean): void {
  const { type, extension } = FORMATS[format];
  response.status(200).set({
    'content-type': type,
    'content-disposition': `attachment; filename="${list}-${context.today}.${extension}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  });
}

async function* bytes(
  { hasBom }: ExportFile,
  first: IteratorResult<Buffer>,
  chunks: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  if (hasBom) yield BOM;
  for (let next = first; next.done !== true; next = await chunks.next()) yield next.value;
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  EXPORT_UNKNOWN: 404,
  METHOD_NOT_ALLOWED: 405,
};

function refuse(services: ApiServices, response: Response, thrown: unknown): void {
  const error = told(thrown);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    const fields = { error: errorMessage(error) };
    services.logger.debug('an export ended before its end', fields);
    return;
  }
  if (isEncoursError(error) && error.family !== 'BUG') return answer(response, error);
  const errorId = newId();
  services.logger.error('an export failed', { errorId, error });
  const message = `something went wrong on our side (${errorId})`;
  response.status(500).json(problem('INTERNAL', message, { errorId }));
}

function answer(response: Response, error: EncoursError): void {
  const status = STATUS[error.code] ?? (error.family === 'TRANSIENT' ? 503 : 400);
  if (status === 401) response.set('www-authenticate', CHALLENGE);
  if (status === 405) response.set('allow', 'GET');
  if (error.retryAfterMs !== undefined) {
    response.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  }
  response.status(status).json(problem(error.code, error.message, extensionsOf(error)));
}

function busy(): EncoursError {
  return transientError('EXPORTS_BUSY', `${MAX_AT_ONCE} exports are under way already`, {
    remedy: 'Try again in a moment.',
    retryAfterMs: 5_000,
  });
}
