import { sageAccounting, sageAccountingSimulator } from '../../connectors/sage-accounting';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(sageAccounting, {
  simulator: sageAccountingSimulator,
  config: {
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
    refreshToken: 'simulated-grant',
  },
  newLogin: { refreshToken: 'simulated-grant-of-later' },
});
