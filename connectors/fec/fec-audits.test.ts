import { describeConnector } from '../../src/connector-kit/audits';
import { fec } from './index';

describeConnector(fec, { folder: __dirname });
