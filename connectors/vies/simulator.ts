/** VIES as it answers, from the simulated world: errors with status 200, member states that are busy, "---". */
import {
  defineSimulator,
  draw,
  jsonResponse,
  sirenOfVatNumber,
  stableId,
  WorldState,
  type Json,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

/** Numbers whose first check meets a busy member state; the second is answered. */
const BUSY_SHARE = 0.1;
const states = new WorldState<Set<string>>(() => new Set());

export const viesSimulator = defineSimulator({
  connectorId: 'vies',
  routes: [
    { method: 'POST', path: '/check-vat-number', handle: check },
    {
      method: 'GET',
      path: '/check-status',
      handle: () =>
        jsonResponse({
          vow: { available: true },
          countries: [{ countryCode: 'FR', availability: 'Available' }],
        }),
    },
  ],
});

function failure(error: string): SimulatedResponse {
  return jsonResponse({ actionSucceed: false, errorWrappers: [{ error }] });
}

function check({ body }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
  const asked = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const { countryCode, vatNumber, requesterNumber } = asked;
  if (typeof countryCode !== 'string' || typeof vatNumber !== 'string') {
    return failure('INVALID_INPUT');
  }
  const requester = requesterNumber ?? null;
  if (requester !== null && !isNumber(requester)) return failure('INVALID_REQUESTER_INFO');
  if (countryCode !== 'FR') return failure('MS_UNAVAILABLE');
  const siren = sirenOfVatNumber(`FR${vatNumber}`);
  if (siren !== null && isBusy(siren, world)) return failure('MS_MAX_CONCURRENT_REQ');
  return jsonResponse(answer(vatNumber, { siren, requester, world }));
}

function isNumber(value: Json): boolean {
  return typeof value === 'string' && /^[0-9A-Z+*]{2,12}$/.test(value);
}

function isBusy(siren: string, world: SimulatedWorld): boolean {
  const met = states.of(world);
  if (draw({ siren }, 'busy member state') >= BUSY_SHARE || met.has(siren)) return false;
  met.add(siren);
  return true;
}

interface Asked {
  siren: string | null;
  requester: Json;
  world: SimulatedWorld;
}

/** Ceased and unknown companies have no number in use. What is not disclosed is "---". */
function answer(vatNumber: string, { siren, requester, world }: Asked): Json {
  const company = siren === null ? undefined : world.company(siren);
  const valid = company?.ceasedOn === null;
  const shown = valid && company.isDiffusible ? company : null;
  const address = shown === null ? '---' : `${shown.address.line}\n${shown.address.postcode}`;
  const proof = `WAPI${stableId(vatNumber, world.today()).slice(0, 12).toUpperCase()}`;
  return {
    countryCode: 'FR',
    vatNumber,
    requestDate: `${world.today()}T10:23:03.183Z`,
    valid,
    requestIdentifier: requester === null || !valid ? '' : proof,
    name: shown?.name ?? '---',
    address,
    traderName: '---',
    traderStreet: '---',
    traderPostalCode: '---',
    traderCity: '---',
    traderCompanyType: '---',
    traderNameMatch: 'NOT_PROCESSED',
    traderStreetMatch: 'NOT_PROCESSED',
    traderPostalCodeMatch: 'NOT_PROCESSED',
    traderCityMatch: 'NOT_PROCESSED',
    traderCompanyTypeMatch: 'NOT_PROCESSED',
  };
}
