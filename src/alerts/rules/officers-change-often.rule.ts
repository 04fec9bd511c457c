import { changesOften } from './changes-often';

/** Those who run the company changed on many occasions within the window of the policy; auditors do not count. */
export const officersChangeOften = changesOften({
  code: 'OFFICERS_CHANGE_OFTEN',
  kind: 'OFFICERS',
});
