/** Receives webhooks: verifies, handles, answers. Needs `npm install standardwebhooks`, and nothing else. */
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { CloudEvent } from './cursor-in';

/** `handle` keeps the event, in a table or a queue; a repeat has the same id. What it throws is answered 500: it comes again. */
export function receiveWebhooks(
  secret: string,
  handle: (event: CloudEvent) => void | Promise<void>,
): Server {
  const webhook = new Webhook(secret);
  const verified = (body: string, headers: NodeJS.Dict<string | string[]>): CloudEvent | null => {
    try {
      return webhook.verify(body, headers as Record<string, string>) as CloudEvent;
    } catch {
      return null; // not ours, changed on its way, or older than five minutes
    }
  };
  return createServer((request, response) => {
    const answer = (status: number): void => void response.writeHead(status).end();
    text(request)
      .then(async (body) => {
        const event = verified(body, request.headers);
        if (event !== null) await handle(event);
        answer(event === null ? 400 : 204);
      })
      .catch(() => answer(500));
  });
}
