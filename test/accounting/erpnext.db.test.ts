import { erpnext, erpnextSimulator } from '../../connectors/erpnext';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(erpnext, {
  simulator: erpnextSimulator,
  config: { apiKey: 'simulated-key', apiSecret: 'simulated-secret', pageSize: 40 },
});
