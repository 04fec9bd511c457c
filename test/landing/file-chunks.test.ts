import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileChunks, identifiedChunks, identifyFile } from '../../src/landing';

const CHUNK = 512 * 1024;
let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'encours-chunks-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'file.txt');
  writeFileSync(path, content);
  return path;
}

async function chunksOf(content: string | Buffer): Promise<{ firstLine: number; text: string }[]> {
  const chunks: { firstLine: number; text: string }[] = [];
  for await (const { firstLine, content: bytes } of fileChunks(file(content)))
    chunks.push({ firstLine, text: Buffer.from(bytes).toString('latin1') });
  return chunks;
}

/** Number of the line each chunk begins with, counted from the text before it. */
function linesBefore(text: string, end: string): number {
  return text.split(end).length;
}

describe('the chunks of a file', () => {
  test.each([
    ['LF', '\n', '\n'],
    ['CR LF', '\r\n', '\n'],
    ['CR CR LF', '\r\r\n', '\n'],
    ['CR', '\r', '\r'],
  ])(
    'are whole lines ending with %s, numbered, and add up to the file',
    async (_, end, counted) => {
      // Around the places where a read ends: line ends just before, on and just after it.
      for (const shift of [-2, -1, 0, 1, 2]) {
        const first = `${'x'.repeat(CHUNK + shift - end.length)}${end}`;
        const text = `${first}second${end}${'y'.repeat(CHUNK)}${end}last`;
        const chunks = await chunksOf(text);
        expect(chunks.map((chunk) => chunk.text).join('') === text).toBe(true);
        let before = '';
        for (const chunk of chunks) {
          expect([shift, chunk.firstLine]).toEqual([shift, linesBefore(before, counted)]);
          before += chunk.text;
          const isLast = before.length === text.length;
          expect(isLast || chunk.text.endsWith(counted)).toBe(true);
        }
      }
    },
  );

  it('never part CR from LF', async () => {
    const text = `${'x'.repeat(CHUNK - 1)}\r\n${'y'.repeat(10)}\r\n`;
    for (const { text: chunk } of await chunksOf(text)) expect(chunk.startsWith('\n')).toBe(false);
  });

  it('of a file that begins with CR lines and goes on with LF lines are numbered by LF alone', async () => {
    const text = `head\r${'x'.repeat(20)}\r\n${`${'z'.repeat(100)}\r\n`.repeat(12_000)}`;
    const chunks = await chunksOf(text);
    expect(chunks.length).toBeGreaterThan(1);
    let before = '';
    for (const chunk of chunks) {
      expect(chunk.firstLine).toBe(linesBefore(before, '\n'));
      before += chunk.text;
    }
  });

  it('hand a line without end on in pieces, for the reader to refuse', async () => {
    const chunks = await chunksOf('x'.repeat(5 * CHUNK));
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.map(({ text }) => text.length).reduce((a, b) => a + b, 0)).toBe(5 * CHUNK);
  });

  it('of an empty file are none', async () => {
    expect(await chunksOf('')).toEqual([]);
  });

  it('are refused when the file is not the one that was identified', async () => {
    const path = file('one\n');
    const identity = await identifyFile(path);
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const chunk of identifiedChunks(identity)) count += chunk.content.length;
      return count;
    };
    expect(await read()).toBe(4);
    writeFileSync(path, 'two\n');
    await expect(read()).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('of a file that is not there are refused by its path', async () => {
    await expect(identifyFile(join(folder, 'none.txt'))).rejects.toMatchObject({
      code: 'FILE_NOT_READABLE',
      place: { file: join(folder, 'none.txt') },
    });
  });
});
