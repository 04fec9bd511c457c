import { changesOften } from './changes-often';

/** Shareholders or beneficial owners changed on many occasions within the window of the policy. */
export const shareholdersChangeOften = changesOften({
  code: 'SHAREHOLDERS_CHANGE_OFTEN',
  kind: 'OWNERS',
});
