/** Cuts a file into chunks of whole lines, as the importer hands them over. */
import type { FileChunk } from '../connector';

const LINE_FEED = 10;

/** Chunks of `linesPerChunk` physical lines; the last may have fewer and lack its line feed. */
export function* linesAsChunks(
  content: Uint8Array,
  linesPerChunk: number,
): Generator<FileChunk, void> {
  let firstLine = 1;
  let start = 0;
  let lines = 0;
  for (let index = 0; index < content.length; index++) {
    if (content[index] !== LINE_FEED) continue;
    lines += 1;
    if (lines < linesPerChunk) continue;
    yield { firstLine, content: content.subarray(start, index + 1) };
    firstLine += lines;
    start = index + 1;
    lines = 0;
  }
  if (start < content.length) yield { firstLine, content: content.subarray(start) };
}
