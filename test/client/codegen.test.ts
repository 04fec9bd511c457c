import { execFileSync } from 'node:child_process';
import {
  createProgram,
  createSourceFile,
  flattenDiagnosticMessageText,
  getPreEmitDiagnostics,
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  sys,
  createCompilerHost,
  type CompilerOptions,
} from 'typescript';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const OUT = join(ROOT, 'gql/');

function generated(): Map<string, string> {
  const command = ['--import', 'tsx', 'test/client/generate-types.ts'];
  const said = execFileSync(process.execPath, command, { cwd: ROOT, maxBuffer: 50_000_000 });
  const files = JSON.parse(said.toString()) as Record<string, string>;
  return new Map(Object.entries(files).map(([name, text]) => [join(ROOT, name), text]));
}

/** What TypeScript says of a module that uses what was generated. */
function complaints(files: ReadonlyMap<string, string>, use: string): string[] {
  const main = join(OUT, 'use.ts');
  const texts = new Map([...files, [main, use]]);
  const options: CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], target: ScriptTarget.ES2022 },
    ...{ module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
  };
  const host = createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.directoryExists = (path) => `${path}/` === OUT || sys.directoryExists(path);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, version) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, version)
      : createSourceFile(file, text, version);
  };
  return getPreEmitDiagnostics(createProgram([main], options, host)).map(({ messageText }) =>
    flattenDiagnosticMessageText(messageText, '\n'),
  );
}

const USE = `
import type { FollowAlertsSubscription, EventsBehindQueryVariables } from './graphql';
import { CustomersAtRiskDocument, FollowAlertsDocument } from './graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
export const followed: TypedDocumentNode<FollowAlertsSubscription, { after?: string | null }> = FollowAlertsDocument;
export const cursor = (told: FollowAlertsSubscription): string => told.riskAlerts.cursor;
export const severity = (told: FollowAlertsSubscription): 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM' | 'INFO' => told.riskAlerts.alert.severity;
export const behind: EventsBehindQueryVariables = { after: '0' };
export { CustomersAtRiskDocument };
`;

describe('the configuration for graphql-codegen', () => {
  jest.setTimeout(120_000);

  it('makes types from the schema that compile, and that no scalar weakens', () => {
    const files = generated();
    expect([...files.keys()].map((file) => file.slice(OUT.length)).sort()).toEqual(
      expect.arrayContaining(['gql.ts', 'graphql.ts', 'index.ts']),
    );
    expect(complaints(files, USE)).toEqual([]);
    const types = files.get(`${OUT}graphql.ts`) ?? '';
    expect(types).not.toMatch(/(input|output): any/);
    expect(
      complaints(files, `${USE}\nexport const wrong: number = cursor(null as never);`),
    ).toEqual(["Type 'string' is not assignable to type 'number'."]);
  });
});
