import { zohoBooks, zohoBooksSimulator } from '../../connectors/zoho-books';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(zohoBooks, {
  simulator: zohoBooksSimulator,
  config: {
    organizationId: '60001234567',
    clientId: 'simulated-client',
    clientSecret: 'simulated-secret',
    refreshToken: 'simulated-grant',
  },
  newLogin: { refreshToken: 'simulated-grant-of-later' },
});
