import { odoo, odooSimulator } from '../../connectors/odoo';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(odoo, {
  simulator: odooSimulator,
  config: { apiKey: 'simulated-key', pageSize: 40 },
});
