import { dirname, join } from 'node:path';
import { Router, static as serveFiles } from 'express';

/** The explorer's files, all from installed packages: it loads without any request to another host. */
const FILES: Readonly<Record<string, string>> = {
  'react.js': join(packageFolder('react'), 'umd/react.production.min.js'),
  'react-dom.js': join(packageFolder('react-dom'), 'umd/react-dom.production.min.js'),
  'graphiql.js': join(packageFolder('graphiql'), 'graphiql.min.js'),
  'graphiql.css': join(packageFolder('graphiql'), 'graphiql.min.css'),
  'graphql-ws.js': join(packageFolder('graphql-ws'), 'umd/graphql-ws.min.js'),
};

function packageFolder(name: string): string {
  const entry = require.resolve(name);
  const marker = join('node_modules', name);
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length) || dirname(entry);
}

/** GraphiQL at `/`, ready for a key to be typed into its headers editor; subscriptions go over the socket. */
export function explorer(): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('referrer-policy', 'no-referrer');
    response.type('html').send(PAGE);
  });
  router.get('/explorer/start.js', (_request, response) => {
    response.type('js').send(START);
  });
  for (const [name, file] of Object.entries(FILES)) {
    router.use(`/explorer/${name}`, serveFiles(file, { maxAge: '1d' }));
  }
  return router;
}

/** Only what this server serves; GraphiQL sets styles and makes data: and blob: URLs itself. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Encours</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/explorer/graphiql.css" />
    <style>html, body, #explorer { height: 100%; margin: 0; overflow: hidden; }</style>
  </head>
  <body>
    <div id="explorer">Loading…</div>
    <script src="/explorer/react.js"></script>
    <script src="/explorer/react-dom.js"></script>
    <script src="/explorer/graphiql.js"></script>
    <script src="/explorer/graphql-ws.js"></script>
    <script src="/explorer/start.js"></script>
  </body>
</html>
`;

const START = `
const headers = { Authorization: 'Bearer <your key>' };
const query = [
  '# Type your API key into the Headers tab below, reload the schema (left, round arrow), run a query.',
  'query Customers {',
  '  customers(first: 10, orderBy: { field: OUTSTANDING, direction: DESC }) {',
  '    totalCount',
  '    nodes {',
  '      account',
  '      name',
  '      assessment { grade score }',
  '      exposure { total { amount currency } limit { amount } utilisation }',
  '    }',
  '  }',
  '}',
  '',
  '# What happens to alerts, from the beginning and then live.',
  'subscription Alerts {',
  '  riskAlerts(after: "0") {',
  '    cursor',
  '    change',
  '    alert { severity title customer { name } }',
  '  }',
  '}',
  '',
].join('\\n');

const url = new URL('/graphql', location.href);
const socketUrl = url.href.replace(/^http/, 'ws');
const sockets = new Map();

/** One socket per key: the key is given when a socket opens. */
function socketFor(authorization) {
  if (!sockets.has(authorization)) {
    sockets.set(authorization, graphqlWs.createClient({
      url: socketUrl,
      lazy: true,
      connectionParams: { authorization },
      shouldRetry: () => false,
    }));
  }
  return sockets.get(authorization);
}

function fetcher(request, options) {
  const given = (options && options.headers) || {};
  const authorization = given.Authorization || given.authorization || '';
  const send = GraphiQL.createFetcher({ url: url.href, wsClient: socketFor(authorization) });
  return send(request, options);
}

ReactDOM.createRoot(document.getElementById('explorer')).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: query,
    defaultHeaders: JSON.stringify(headers, null, 2),
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: true,
  }),
);
`;
