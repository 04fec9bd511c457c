import { axonaut, axonautSimulator } from '../../connectors/axonaut';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(axonaut, {
  simulator: axonautSimulator,
  config: { apiKey: 'simulated-key' },
});
