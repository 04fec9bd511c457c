import { dolibarr, dolibarrSimulator } from '../../connectors/dolibarr';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(dolibarr, {
  simulator: dolibarrSimulator,
  config: { apiKey: 'simulated-key', pageSize: 40 },
});
