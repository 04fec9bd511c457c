import { quickbooks, quickbooksSimulator, quickbooksTokens } from '../../connectors/quickbooks';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(quickbooks, {
  simulator: quickbooksSimulator,
  config: {
    realmId: '9130350000000001',
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
  },
  login: (number) => ({ refreshToken: `granted-token-${number}` }),
  revoke: (world) => quickbooksTokens.revoke(world),
});
