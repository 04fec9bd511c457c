import {
  Arg,
  Authorized,
  createUnionType,
  Ctx,
  Extensions,
  Mutation,
  Resolver,
} from 'type-graphql';
import { configError, money } from '../../kernel';
import type { ApiRole } from '../../database';
import type { Json } from '../../connector-kit';
import type { FilePreviewFigures, SentFile } from '../file-actions';
import { toMoney } from '../money.type';
import { OWN_COST } from '../query-cost/measure';
import { orRefusal, Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import {
  FileImport,
  FileInput,
  FileMapping,
  FileMappingInput,
  ImportPreview,
} from './file-import.type';

const ImportPreviewResult = createUnionType({
  name: 'ImportPreviewResult',
  description: 'What importing the file would do, or why it cannot be looked at.',
  types: () => [ImportPreview, Refusal] as const,
  resolveType: (value) => ('counts' in value ? 'ImportPreview' : 'Refusal'),
});
const CommitImportResult = createUnionType({
  name: 'CommitImportResult',
  description: 'The file as imported, or why it was refused.',
  types: () => [FileImport, Refusal] as const,
  resolveType: (value) => ('sourceFileId' in value ? 'FileImport' : 'Refusal'),
});
const SaveFileMappingResult = createUnionType({
  name: 'SaveFileMappingResult',
  description: 'The mapping as remembered, or why it was refused.',
  types: () => [FileMapping, Refusal] as const,
  resolveType: (value) => ('fingerprint' in value ? 'FileMapping' : 'Refusal'),
});

const THE_FILE = { description: 'The file.' };

@Resolver()
export class FileImportResolver {
  @Authorized<ApiRole>('INTEGRATOR')
  @Extensions({ [OWN_COST]: 500 })
  @Mutation(() => ImportPreviewResult, {
    description:
      'Says what importing a file would do: what its columns are taken for, its first records, sums, and what would be set aside. Nothing of the file is kept.',
  })
  importPreview(
    @Ctx() context: RequestContext,
    @Arg('input', () => FileInput, THE_FILE) input: FileInput,
  ): Promise<ImportPreview | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      return toPreview(await actions.previewFile(context.actor, sentFile(input)));
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => SaveFileMappingResult, {
    description: 'Remembers what the columns of files with a certain header are.',
  })
  saveFileMapping(
    @Ctx() context: RequestContext,
    @Arg('input', () => FileMappingInput, { description: 'The header and its mapping.' })
    { connectorId, fingerprint, mapping }: FileMappingInput,
  ): Promise<FileMapping | Refusal> {
    return orRefusal(async () => {
      const saved = { connectorId, fingerprint, mapping: mappingOf(mapping) ?? {} };
      await context.services.actions.saveFileMapping(context.actor, saved);
      return { fingerprint, mapping: saved.mapping };
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Extensions({ [OWN_COST]: 2_000 })
  @Mutation(() => CommitImportResult, {
    description:
      'Imports a file, and remembers the mapping sent with it for its header. The same bytes again change nothing.',
  })
  commitImport(
    @Ctx() context: RequestContext,
    @Arg('input', () => FileInput, THE_FILE) input: FileInput,
  ): Promise<FileImport | Refusal> {
    return orRefusal(() => context.services.actions.importFile(context.actor, sentFile(input)));
  }
}

function sentFile(input: FileInput): SentFile {
  const { connectorId, name, text, base64 } = input;
  return { connectorId, name, content: contentOf(text, base64), mapping: mappingOf(input.mapping) };
}

function contentOf(text: string | null | undefined, base64: string | null | undefined): Uint8Array {
  if (text != null && base64 == null) return Buffer.from(marked(text), 'utf8');
  if (base64 != null && text == null && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) {
    return Buffer.from(base64, 'base64');
  }
  throw configError('FILE_CONTENT_INVALID', 'the file has no content that can be read', {
    place: { field: text == null ? 'input.base64' : 'input.text' },
    remedy: 'Give either text, or base64.',
  });
}

/** XML may still say that it is in ISO-8859-1: the mark tells what a text is in now. */
function marked(text: string): string {
  return /^[ \t\r\n]*<\?xml\s/.test(text) ? `\uFEFF${text}` : text;
}

function mappingOf(value: unknown): { [key: string]: Json } | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as { [key: string]: Json };
  throw configError('FILE_MAPPING_INVALID', 'a mapping is an object', {
    place: { field: 'input.mapping' },
    remedy: 'Give {"kind": …, "columns": {…}} as importPreview answers it.',
  });
}

function toPreview(figures: FilePreviewFigures): ImportPreview {
  const { guide, refusal, quarantine, warnings } = figures;
  return {
    kind: guide?.kind ?? null,
    layout: guide?.layout ?? null,
    fingerprint: guide?.fingerprint ?? null,
    columns: guide?.columns ?? [],
    missing: guide?.missing ?? [],
    mapping: guide?.mapping ?? null,
    counts: figures.counts,
    sums: figures.sums.map(({ currency, owedMinor, settledMinor, openMinor }) => ({
      owed: toMoney(money(owedMinor, currency)),
      settled: toMoney(money(settledMinor, currency)),
      open: toMoney(money(openMinor, currency)),
    })),
    records: figures.records.map(plain),
    quarantined: figures.quarantined,
    quarantine: quarantine.map(({ code, reason, line, field }) => ({
      ...{ code, line, field },
      message: reason,
    })),
    warnings: warnings.map(({ code, message, line }) => ({ code, message, line, field: null })),
    refusal:
      refusal === null
        ? null
        : { code: refusal.code, message: refusal.message, line: null, field: null },
  };
}

/** Without bigints, which JSON has not. */
function plain(record: unknown): unknown {
  return JSON.parse(
    JSON.stringify(record, (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  );
}
