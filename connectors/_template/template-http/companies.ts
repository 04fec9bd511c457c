/** The stream `companies`: the companies asked for, ten to a page. */
import {
  array,
  decode,
  object,
  text,
  type Checkpoint,
  type Page,
  type RawItem,
  type ReadContext,
} from '../../../src/connector-kit';
import { fetchCompany } from './client';
import type { TemplateHttpConfig } from './config';

const SUBJECTS_PER_PAGE = 10;
const stored = object({ read: array(text) });

/** A checkpoint lists what this round has read; after the last page the next round starts afresh. */
export async function* readCompanies(
  context: ReadContext<TemplateHttpConfig>,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const read = checkpoint === null ? [] : decode(stored, checkpoint, 'checkpoint').read;
  const due = context.subjects.filter((siren) => !read.includes(siren));
  for (let start = 0; start < due.length; start += SUBJECTS_PER_PAGE) {
    const sirens = due.slice(start, start + SUBJECTS_PER_PAGE);
    const items: RawItem[] = [];
    for (const siren of sirens) {
      const payload = await fetchCompany(context, siren);
      if (payload !== null) items.push({ sourceKey: siren, payload });
    }
    read.push(...sirens);
    const isLast = start + SUBJECTS_PER_PAGE >= due.length;
    yield { items, checkpoint: { read: isLast ? [] : [...read] } };
  }
}
