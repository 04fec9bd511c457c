/** Asks for a cover: a job at Allianz Trade, looked at a few times and then left to the covers feed. */
import {
  configError,
  errorMessage,
  isEncoursError,
  type CoverDesk,
  type CoverRequest,
  type CoverRequestOutcome,
  type ReadContext,
} from '../../src/connector-kit';
import { fetchCover, fetchJob, findBuyers, requestCover } from './client';
import type { AllianzTradeConfig } from './config';
import { coverStatusOf, mapBuyer, mapCover } from './map';
import { wholeUnits } from './payloads';

type Context = ReadContext<AllianzTradeConfig>;

/** The pace of the client keeps the looks apart. */
const LOOKS_MAX = 5;

export const coverDesk: CoverDesk<AllianzTradeConfig> = {
  stepMinor: 100n,
  request: askForCover,
};

/**
 * Sends the request once. What comes after it has been taken never fails: the hub must know that it was asked. Throws
 * CONFIG PROVIDER_REJECTED_REQUEST when they do not know the buyer, or refuse the request itself.
 */
async function askForCover(context: Context, request: CoverRequest): Promise<CoverRequestOutcome> {
  const { siren, amountMinor, currency } = request;
  const companyId = await companyIdOf(context, siren);
  const amount = wholeUnits(amountMinor, currency);
  const jobId = await requestCover(context, { companyId, amount, currency });
  try {
    return await outcomeOf(context, siren, jobId);
  } catch (error) {
    if (!isEncoursError(error) && !context.signal.aborted) throw error;
    return referred(
      jobId,
      `asked for as job ${jobId}; its state is not known: ${errorMessage(error)}`,
    );
  }
}

async function companyIdOf(context: Context, siren: string): Promise<string> {
  const known = context.identifierOf(siren, 'ALLIANZ_TRADE');
  if (known !== null) return known;
  const [found] = mapBuyer({ siren, results: await findBuyers(context, siren) });
  if (found !== undefined) return found.value;
  throw configError('PROVIDER_REJECTED_REQUEST', `Allianz Trade knows no company ${siren}`, {
    remedy: 'Check the SIREN, or ask Allianz Trade to register the buyer.',
  });
}

async function outcomeOf(
  context: Context,
  siren: string,
  jobId: string,
): Promise<CoverRequestOutcome> {
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    const { jobStatusCode, resourceUrl } = await fetchJob(context, jobId);
    const coverId = coverIdIn(resourceUrl);
    if (jobStatusCode === 'PROCESSED' && coverId !== null) {
      return decisionOf(context, siren, coverId);
    }
  }
  return referred(jobId, `job ${jobId} is not processed yet`);
}

/** The decision on a cover that exists; a code nobody has seen leaves it to an underwriter. */
async function decisionOf(
  context: Context,
  siren: string,
  coverId: string,
): Promise<CoverRequestOutcome> {
  const { policyId, currency } = context.config;
  const cover = await fetchCover(context, coverId);
  const [record] = mapCover({ siren, policyId, currency, cover });
  const code = record?.decisionCode ?? null;
  if (coverStatusOf(code) !== 'GRANTED') {
    return referred(coverId, code === null ? 'no decision yet' : `decision ${code}`);
  }
  return { status: 'GRANTED', providerReference: coverId, message: code };
}

function referred(providerReference: string, message: string): CoverRequestOutcome {
  return { status: 'REFERRED', providerReference, message };
}

/** The last segment of the address of a cover, which may be a path or a whole URL. */
function coverIdIn(resourceUrl: string | null): string | null {
  const id = resourceUrl
    ?.split(/[?#]/)[0]
    ?.split('/')
    .findLast((part) => part !== '');
  return id === undefined ? null : decodeURIComponent(id);
}
