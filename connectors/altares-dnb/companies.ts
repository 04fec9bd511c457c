/** From SIREN to DUNS and back, and the stream `blocks`. */
import type { SubjectAnswer } from '../../src/connector-kit';
import { buyBlocks, match, type Context } from './client';
import type { Candidate } from './payloads';
import { sirensIn } from './registration';

interface FoundCompany {
  /** Null when D&B does not know the company surely enough. */
  duns: string | null;
  /** Of 10; null for a DUNS the hub remembered. */
  confidence: number | null;
}

/** The company's DUNS: the one the hub remembers, else what a match finds. */
export async function findCompany(context: Context, siren: string): Promise<FoundCompany> {
  const known = context.identifierOf(siren, 'DUNS');
  return known === null ? matchCompany(context, siren) : { duns: known, confidence: null };
}

async function matchCompany(context: Context, siren: string): Promise<FoundCompany> {
  const candidates = await match(context, { registrationNumber: siren });
  const certain = candidates
    .filter((candidate) => confidenceOf(candidate) >= context.config.confidenceMin)
    .filter((candidate) => isOrMayBe(candidate, siren));
  const best = certain.sort((left, right) => confidenceOf(right) - confidenceOf(left))[0];
  if (best === undefined) return { duns: null, confidence: null };
  return { duns: best.organization.duns, confidence: confidenceOf(best) };
}

function confidenceOf({ matchQualityInformation }: Candidate): number {
  return matchQualityInformation.confidenceCode ?? 0;
}

/** A candidate that names a French number must name this one; one that names none has only D&B's confidence. */
function isOrMayBe({ organization }: Candidate, siren: string): boolean {
  const sirens = sirensIn(organization.registrationNumbers);
  return sirens.length === 0 || sirens.includes(siren);
}

/** The SIREN of a DUNS by a match; null when D&B does not tell it. */
async function sirenOfDuns(context: Context, duns: string): Promise<string | null> {
  const candidates = await match(context, { duns });
  const found = candidates.find(({ organization }) => organization.duns === duns);
  return found === undefined ? null : (sirensIn(found.organization.registrationNumbers)[0] ?? null);
}

/** From DUNS to SIREN: what the hub remembers of its portfolio, else a match, once per company and run. */
export class Register {
  private readonly known = new Map<string, string | null>();

  constructor(private readonly context: Context) {
    for (const siren of context.subjects) {
      const duns = context.identifierOf(siren, 'DUNS');
      if (duns !== null) this.known.set(duns, siren);
    }
  }

  async sirenOf(duns: string): Promise<string | null> {
    const known = this.known.get(duns);
    if (known !== undefined) return known;
    const found = await sirenOfDuns(this.context, duns);
    this.known.set(duns, found);
    return found;
  }
}

/** The data blocks of a company; one that D&B does not know costs nothing. */
export async function fetchBlocks(context: Context, siren: string): Promise<SubjectAnswer> {
  let found = await findCompany(context, siren);
  if (found.duns === null) return unknownCompany(siren);
  let bought = await buyBlocks(context, { siren, duns: found.duns });
  if (bought.status === 404 && context.identifierOf(siren, 'DUNS') !== null) {
    // The DUNS we remembered has been deleted or transferred: the company may have another one now.
    found = await matchCompany(context, siren);
    if (found.duns === null) return unknownCompany(siren);
    bought = await buyBlocks(context, { siren, duns: found.duns });
  }
  if (bought.status === 404) return unknownCompany(siren);
  if (bought.status !== 200) {
    context.logger.info('D&B is not ready with a company; asked again tomorrow', { siren });
    return { items: [], outcome: 'INCOMPLETE' };
  }
  const payload = { siren, ...found, answer: bought.data };
  return { items: [{ sourceKey: siren, payload }], outcome: 'FOUND' };
}

function unknownCompany(siren: string): SubjectAnswer {
  const payload = { siren, duns: null, confidence: null, answer: null };
  return { items: [{ sourceKey: siren, payload }], outcome: 'UNKNOWN' };
}
