import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileChunk } from '../connector-kit';
import { configError, errorMessage, transientError } from '../kernel';

const CHUNK_BYTES = 512 * 1024;
/** A line longer than this is no ledger line: it is handed on whole, for the reader to refuse. */
const LINE_BYTES_MAX = 1024 * 1024;
const LF = 10;
const CR = 13;

export interface FileIdentity {
  path: string;
  name: string;
  sha256: string;
  sizeBytes: number;
}

/** Name, size and SHA-256 of a file on disk. Throws FILE_NOT_READABLE. */
export async function identifyFile(path: string): Promise<FileIdentity> {
  try {
    const { size } = await stat(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
      hash.update(chunk as Buffer);
    return { path, name: basename(path), sha256: hash.digest('hex'), sizeBytes: size };
  } catch (error) {
    throw configError('FILE_NOT_READABLE', `${path} cannot be read: ${errorMessage(error)}`, {
      cause: error,
      place: { file: path },
      remedy: 'check the path and its permissions',
    });
  }
}

/** The file's bytes cut at line ends, with the number of each chunk's first line (lines end with LF, or CR where no LF is). */
export async function* fileChunks(path: string): AsyncGenerator<FileChunk> {
  let rest: Buffer = Buffer.alloc(0);
  let firstLine = 1;
  let lineEnd: number | null = null;
  for await (const data of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const buffer = rest.length === 0 ? (data as Buffer) : Buffer.concat([rest, data as Buffer]);
    lineEnd ??= lineEndOf(buffer);
    const cut = lineEnd === null ? 0 : buffer.lastIndexOf(lineEnd) + 1;
    if (cut === 0 && buffer.length <= LINE_BYTES_MAX) {
      rest = buffer;
      continue;
    }
    const content = cut === 0 ? buffer : buffer.subarray(0, cut);
    yield { firstLine, content };
    firstLine += countBytes(content, lineEnd ?? LF);
    rest = buffer.subarray(content.length);
  }
  if (rest.length > 0) yield { firstLine, content: rest };
}

/**
 * The chunks of the very bytes that were identified. Throws FILE_CHANGED at the end when somebody wrote to the file
 * meanwhile: then no chunk of it may count.
 */
export async function* identifiedChunks(file: FileIdentity): AsyncGenerator<FileChunk> {
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(file.path)) {
    hash.update(chunk.content);
    yield chunk;
  }
  if (hash.digest('hex') === file.sha256) return;
  throw transientError('FILE_CHANGED', `${file.path} was changed while it was read`, {
    place: { file: file.path },
    remedy: 'import it again when it is no longer written to',
  });
}

/** Null while it cannot be told: a CR may be the first half of a line end that the next bytes complete. */
function lineEndOf(buffer: Buffer): number | null {
  if (buffer.includes(LF)) return LF;
  for (let at = buffer.indexOf(CR); at !== -1; at = buffer.indexOf(CR, at + 1)) {
    if (at + 1 < buffer.length && buffer[at + 1] !== CR) return CR;
  }
  return null;
}

function countBytes(content: Buffer, byte: number): number {
  let count = 0;
  for (let at = content.indexOf(byte); at !== -1; at = content.indexOf(byte, at + 1)) count++;
  return count;
}
