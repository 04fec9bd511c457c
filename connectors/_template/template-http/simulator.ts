/** The provider as it answers, told from the shared simulated world. */
import {
  defineSimulator,
  jsonResponse,
  type Json,
  type SimulatedCompany,
} from '../../../src/connector-kit';

export const templateHttpSimulator = defineSimulator({
  connectorId: 'template-http',
  auth: ({ headers }) =>
    (headers['x-api-key'] ?? '') === '' ? jsonResponse({ error: 'missing key' }, 401) : null,
  routes: [
    {
      method: 'GET',
      path: '/companies/:siren',
      handle: ({ params }, world) => {
        const company = world.company(params['siren'] ?? '');
        if (company === undefined) return jsonResponse({ error: 'unknown company' }, 404);
        const charge = { call: 'report', subject: company.siren, units: 1 };
        return { ...jsonResponse(rendered(company)), charge };
      },
    },
  ],
});

function rendered(company: SimulatedCompany): Json {
  return {
    siren: company.siren,
    name: company.name,
    closed: company.ceasedOn !== null,
    created: company.createdOn,
    postcode: company.address.postcode,
    city: company.address.city,
  };
}
