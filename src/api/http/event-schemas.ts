import { Router, type Response } from 'express';
import { EVENT_SCHEMAS } from '../../alerts';

/** A version may gain members, so it is asked for again now and then. */
const CACHED = 'public, max-age=3600';

/**
 * The JSON Schemas that `dataschema` of delivered events points to: `/events` lists them, `/events/<TYPE>.v<n>.json` is one.
 * Open to everybody: they say how we speak, and of nobody.
 */
export function eventSchemas(): Router {
  const router = Router();
  const list = EVENT_SCHEMAS.map(({ type, schemaVersion, path, schema }) => ({
    ...{ type, version: schemaVersion },
    description: schema['description'],
    path,
  }));
  router.get('/events', (_request, response) => {
    response.set('cache-control', CACHED).json({ schemas: list });
  });
  for (const { name, schema } of EVENT_SCHEMAS) {
    const text = JSON.stringify(schema);
    router.get(`/events/${name}.json`, (_request, response) => send(response, text));
  }
  return router;
}

function send(response: Response, text: string): void {
  response.set('cache-control', CACHED).type('application/schema+json').send(text);
}
