import { xero, xeroSimulator, xeroTokens } from '../../connectors/xero';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(xero, {
  simulator: xeroSimulator,
  config: { clientId: 'simulated-client', clientSecret: 'simulated-secret' },
  login: (number) => ({ refreshToken: `granted-token-${number}` }),
  revoke: (world) => xeroTokens.revoke(world),
});
