import { Router, type Request, type Response } from 'express';
import { describeError } from '../../kernel';
import type { ApiServices } from '../request-context';
import { problem } from './problem';
import { RateBound } from './rate-bound';

const BODY_MAX_BYTES = 65_536;
/** Rings of one address within a minute; providers ring seldom, and guesses at tokens are cut short. */
const RINGS_PER_MINUTE = 120;

/** Where a provider rings the connection whose hook has this token. */
export function hookPathOf(token: string): string {
  return `/hooks/${token}`;
}

/**
 * `POST /hooks/<token>`: a provider says that something has changed. Nothing of what it sends is read, kept or believed:
 * the connection is synced soon, at most once a minute, and the sync asks the provider itself.
 */
export function hooks(services: ApiServices): Router {
  const router = Router();
  const bound = new RateBound(RINGS_PER_MINUTE, () => services.clock.now().getTime());
  router.post('/:token', (request, response, next) => {
    ring(services, bound, { request, response }).catch(next);
  });
  router.all('/:token', (request, response) => {
    request.resume();
    response.set('allow', 'POST').status(405).json(problem('METHOD_NOT_ALLOWED', 'POST it'));
  });
  return router;
}

async function ring(
  services: ApiServices,
  bound: RateBound,
  { request, response }: { request: Request; response: Response },
): Promise<void> {
  if (!bound.admits(request.socket.remoteAddress ?? '')) {
    refuse(response, { status: 429, code: 'TOO_MANY_RINGS', message: 'ring less often' });
    return;
  }
  if (!(await passBody(request))) {
    refuse(response, { status: 413, code: 'BODY_TOO_LARGE', message: 'the body is too large' });
    return;
  }
  try {
    const isKnown = await services.actions.ringHook(String(request.params['token']));
    if (isKnown) response.status(202).json({ status: 'accepted' });
    else refuse(response, { status: 404, code: 'NOT_FOUND', message: 'there is nothing here' });
  } catch (error) {
    // Whoever rings learns nothing of us; they ring again.
    services.logger.warn('a ring could not be taken', { reason: describeError(error) });
    refuse(response, { status: 503, code: 'UNAVAILABLE', message: 'ring again later' });
  }
}

function refuse(
  response: Response,
  because: { status: number; code: string; message: string },
): void {
  if (because.status === 429 || because.status === 503) response.set('retry-after', '60');
  if (because.status === 413) response.set('connection', 'close');
  response.status(because.status).json(problem(because.code, because.message));
}

/** Lets the body go by unread; false when there is more of it than a ring can mean. */
function passBody(request: Request): Promise<boolean> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_MAX_BYTES) {
    request.resume();
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_MAX_BYTES) return;
      request.pause();
      resolve(false);
    });
    request.once('end', () => resolve(true));
    request.once('error', () => resolve(false));
    request.once('close', () => resolve(bytes <= BODY_MAX_BYTES));
  });
}
