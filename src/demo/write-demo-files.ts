import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LocalDate } from '../kernel';
import { fecFileName, writeFec, type FecTotals } from './books/fec';
import type { DemoWorld } from './demo-world';

export interface DemoFiles {
  /** Paths, oldest year first. */
  files: string[];
  /** Ledger lines of all files, headers not counted. */
  lines: number;
  /** Invoices issued within the files' years. */
  invoices: number;
}

/** Told now and then while files are written. */
export interface DemoFileProgress {
  file: string;
  bytes: number;
}

/**
 * Writes one FEC per fiscal year into a folder (created when missing), each complete or not at all; with `asOf`, as the books
 * were exported on that earlier day.
 */
export async function writeDemoFiles(
  world: DemoWorld,
  folder: string,
  options: { asOf?: LocalDate; onProgress?: (progress: DemoFileProgress) => void } = {},
): Promise<DemoFiles> {
  const { asOf = world.today(), onProgress } = options;
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  let lines = 0;
  for (const year of world.fiscalYears()) {
    if (asOf < `${year}-01-01`) break;
    const file = join(folder, fecFileName(world, year));
    const report = (bytes: number): void => onProgress?.({ file, bytes });
    const totals = await writeWhole(file, writeFec(world, year, asOf), report);
    files.push(file);
    lines += totals.lines;
  }
  return { files, lines, invoices: world.books().invoiceCount() };
}

/** Exports the current fiscal year again, in one stroke: a reader sees the old file or the new one, never a part. */
export async function exportYear(world: DemoWorld, year: number, path: string): Promise<FecTotals> {
  await mkdir(dirname(path), { recursive: true });
  return writeWhole(path, writeFec(world, year));
}

/** Writes text beside the target and renames it into place; memory holds one chunk. */
export async function writeWhole<T>(
  path: string,
  text: Generator<string, T>,
  onBytes?: (bytes: number) => void,
): Promise<T> {
  const partial = `${path}.${process.pid}.part`;
  try {
    const result = await writeTo(partial, text, onBytes);
    await rename(partial, path);
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeTo<T>(
  path: string,
  text: Generator<string, T>,
  onBytes?: (bytes: number) => void,
): Promise<T> {
  const handle = await open(path, 'w');
  try {
    let bytes = 0;
    for (;;) {
      const next = text.next();
      if (next.done === true) return next.value;
      const chunk = Buffer.from(next.value, 'utf8');
      await handle.writeFile(chunk);
      bytes += chunk.length;
      onBytes?.(bytes);
    }
  } finally {
    await handle.close();
  }
}
