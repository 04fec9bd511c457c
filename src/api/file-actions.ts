import type { FileGuide, Json, QuarantinedLine, UnifiedRecord } from '../connector-kit';
import type { Actor } from './actor';

/** A file sent with a request, and what its columns are, if somebody says. */
export interface SentFile {
  connectorId: string;
  name: string;
  content: Uint8Array;
  mapping: { [key: string]: Json } | null;
}

/** What importing a file would do. */
export interface FilePreviewFigures {
  guide: FileGuide | null;
  records: UnifiedRecord[];
  counts: { type: string; count: number }[];
  sums: { currency: string; owedMinor: bigint; settledMinor: bigint; openMinor: bigint }[];
  quarantine: QuarantinedLine[];
  quarantined: number;
  warnings: { code: string; message: string; line: number | null; count: number }[];
  refusal: { code: string; message: string; remedy: string | null } | null;
}

export interface FileImportFigures {
  sourceFileId: string;
  isUnchanged: boolean;
  landed: number;
  quarantined: number;
  receivables: number;
  customers: number;
}

/** What people do with files over the API; refusals are thrown. */
export interface FileActions {
  /** Writes nothing but the connection the file would belong to. */
  previewFile(actor: Actor, file: SentFile): Promise<FilePreviewFigures>;
  saveFileMapping(
    actor: Actor,
    saved: { connectorId: string; fingerprint: string; mapping: { [key: string]: Json } },
  ): Promise<void>;
  /** Saves the mapping it is sent with for the next file of its header. */
  importFile(actor: Actor, file: SentFile): Promise<FileImportFigures>;
}
