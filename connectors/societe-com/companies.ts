/** The stream `companies`: legal facts first; the blocks that cost more only for a company that has them. */
import type { RawItem, ReadContext, SubjectAnswer } from '../../src/connector-kit';
import { fetchBlock } from './client';
import type { SocieteComConfig } from './config';
import type { Block } from './payloads';

export async function readCompany(
  context: ReadContext<SocieteComConfig>,
  siren: string,
): Promise<SubjectAnswer> {
  const facts = await fetchBlock(context, siren, 'infoslegales');
  if (facts === null) return { items: [], outcome: 'UNKNOWN' };
  const items: RawItem[] = [
    { sourceKey: `${siren}:infoslegales`, payload: { siren, block: 'infoslegales', body: facts } },
  ];
  for (const block of wantedBlocks(context.config)) {
    const body = await fetchBlock(context, siren, block);
    if (body === null) continue;
    items.push({ sourceKey: `${siren}:${block}`, payload: { siren, block, body } });
  }
  return { items, outcome: 'FOUND' };
}

function wantedBlocks({ withOfficers, withAccounts, withScores }: SocieteComConfig): Block[] {
  return [
    ...(withOfficers ? (['dirigeants'] as const) : []),
    ...(withAccounts ? (['bilans'] as const) : []),
    ...(withScores ? (['scoring'] as const) : []),
  ];
}
