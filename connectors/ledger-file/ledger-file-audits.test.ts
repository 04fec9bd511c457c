import { describeConnector } from '../../src/connector-kit/audits';
import { ledgerFile } from './index';

describeConnector(ledgerFile, { folder: __dirname });
