import {
  templateAccounting,
  templateAccountingSimulator,
} from '../../connectors/_template/template-accounting';
import { describeAccounting } from '../support/describe-accounting';

describeAccounting(templateAccounting, {
  simulator: templateAccountingSimulator,
  config: { apiKey: 'simulated-key' },
});
