import { pennylane, pennylaneSimulator } from '../../connectors/pennylane';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(pennylane, {
  simulator: pennylaneSimulator,
  config: { apiToken: 'simulated-token' },
});
