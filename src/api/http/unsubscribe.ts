import { Router, type Request, type Response } from 'express';
import { escaped } from '../../alerts';
import { describeError, type Locale } from '../../kernel';
import type { ApiServices } from '../request-context';
import { problem } from './problem';
import { RateBound } from './rate-bound';

/** Asked from one address within a minute; people click once, and guesses at tokens are cut short. */
const ASKED_PER_MINUTE = 60;

/** Where the recipient whose token this is unsubscribes. */
export function unsubscribePathOf(token: string): string {
  return `/unsubscribe/${token}`;
}

/**
 * `/unsubscribe/<token>`, without a login: GET shows a page with a button, since programs that look into mails follow
 * links; POST does it, from the button or with the one click of RFC 8058. Nothing of the body is read.
 */
export function unsubscribePages(services: ApiServices): Router {
  const router = Router();
  const bound = new RateBound(ASKED_PER_MINUTE, () => services.clock.now().getTime());
  router.use((_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    });
    next();
  });
  const answer = (work: (request: Request) => Promise<string | null>) => {
    return (request: Request, response: Response): void => {
      request.resume();
      void reply(
        services,
        { response, isAdmitted: bound.admits(request.socket.remoteAddress ?? '') },
        () => work(request),
      );
    };
  };
  const { actions } = services;
  router.get(
    '/:token',
    answer(async (request) => {
      const found = await actions.unsubscription(tokenOf(request));
      return found === null ? null : page(found.locale, 'ask', found.address);
    }),
  );
  router.post(
    '/:token',
    answer(async (request) => {
      const found = await actions.unsubscription(tokenOf(request));
      if (found === null || !(await actions.unsubscribeEmails(tokenOf(request)))) return null;
      return page(found.locale, 'done', found.address);
    }),
  );
  router.all('/:token', (request, response) => {
    request.resume();
    response.set('allow', 'GET, POST').status(405);
    response.json(problem('METHOD_NOT_ALLOWED', 'GET or POST it'));
  });
  return router;
}

async function reply(
  { logger }: ApiServices,
  { response, isAdmitted }: { response: Response; isAdmitted: boolean },
  work: () => Promise<string | null>,
): Promise<void> {
  if (!isAdmitted) {
    response.set('retry-after', '60').status(429);
    response.json(problem('TOO_MANY_REQUESTS', 'ask less often'));
    return;
  }
  try {
    const html = await work();
    if (html === null) response.status(404).json(problem('NOT_FOUND', 'there is nothing here'));
    else response.type('html').send(html);
  } catch (error) {
    logger.warn('somebody could not unsubscribe', { reason: describeError(error) });
    response.set('retry-after', '60').status(503);
    response.json(problem('UNAVAILABLE', 'try again later'));
  }
}

function tokenOf(request: Request): string {
  return String(request.params['token']);
}

const TEXTS = {
  en: {
    title: 'E-mails from Encours',
    ask: (address: string) => `Send no more e-mails to ${address}?`,
    done: (address: string) => `No more e-mails are sent to ${address}.`,
    button: 'Unsubscribe',
  },
  fr: {
    title: 'Messages d’Encours',
    ask: (address: string) => `Ne plus envoyer de messages à ${address} ?`,
    done: (address: string) => `Plus aucun message ne sera envoyé à ${address}.`,
    button: 'Se désabonner',
  },
} as const satisfies Record<Locale, unknown>;

function page(locale: Locale, state: 'ask' | 'done', address: string): string {
  const texts = TEXTS[locale];
  const form =
    state === 'ask'
      ? `<form method="post"><button type="submit">${escaped(texts.button)}</button></form>`
      : '';
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escaped(texts.title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.4em 1.2em}</style>
</head><body><h1>${escaped(texts.title)}</h1><p>${escaped(texts[state](address))}</p>${form}</body></html>`;
}
