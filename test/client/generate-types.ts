/** Prints, as JSON, the files that graphql-codegen makes as docs/client/codegen.ts says: a process of its own, as its packages are ES modules that Jest does not load. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import { preset } from '@graphql-codegen/client-preset';
import { buildASTSchema, parse } from 'graphql';
import config from '../../docs/client/codegen';

const ROOT = resolve(__dirname, '../..');

/** Operations as graphql-codegen finds them: whole files, and texts marked in code. */
function documents(): { location: string; document: ReturnType<typeof parse>; rawSDL: string }[] {
  const read = (file: string): string => readFileSync(join(ROOT, 'docs/client', file), 'utf8');
  const inCode = /\/\* GraphQL \*\/ `([^`]*)`/.exec(read('follow-alerts.ts'))?.[1] ?? '';
  return [read('queries.graphql'), inCode].map((rawSDL, n) => ({
    ...{ location: `operations-${n}.graphql`, rawSDL },
    document: parse(rawSDL),
  }));
}

async function generated(): Promise<Record<string, string>> {
  const schema = parse(readFileSync(join(ROOT, 'schema.graphql'), 'utf8'));
  const parts = await preset.buildGeneratesSection({
    ...{ presetConfig: {}, baseOutputDir: 'gql/', plugins: [], pluginMap: {} },
    ...{ schema, schemaAst: buildASTSchema(schema), documents: documents() },
    config: config.generates['gql/'].config,
  });
  const files: Record<string, string> = {};
  for (const part of parts) files[part.filename] = await codegen(part);
  return files;
}

void generated().then((files) => process.stdout.write(JSON.stringify(files)));
