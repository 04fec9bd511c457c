# The hub, a worker or the simulators, by the command it is given (docker-compose.yml).
FROM node:22-slim

ENV NODE_ENV=production
WORKDIR /app

# Packages first: this layer is rebuilt only when they change. `npm ci` runs scripts/link-bin.mjs of
# our own, and of the packages only what package.json allows.
COPY package.json package-lock.json ./
COPY scripts/link-bin.mjs scripts/
COPY bin bin
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

COPY tsconfig.json schema.graphql* ./
COPY scripts scripts
COPY migrations migrations
COPY connectors connectors
COPY src src
# The client that `encours alerts --follow --url` is.
COPY docs/client docs/client

# The embedded database, when no DATABASE_URL is given, lives in a volume.
RUN mkdir /app/.encours && chown node:node /app/.encours
VOLUME /app/.encours
USER node
EXPOSE 4000
ENTRYPOINT ["node", "bin/encours.mjs"]
CMD ["serve"]
