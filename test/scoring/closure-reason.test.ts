import { closureReason } from '../../src/scoring/closure-reason';

describe('closureReason', () => {
  it.each([
    ["Jugement de clôture pour insuffisance d'actif", 'INSUFFICIENT_ASSETS'],
    ['Jugement de clôture pour insuffisance d’actif', 'INSUFFICIENT_ASSETS'],
    ['Jugement de clôture pour extinction du passif', 'OTHER'],
    ['Jugement mettant fin à la procédure de redressement judiciaire', 'OTHER'],
    ['Autre jugement de clôture', null],
  ])('%s: %s', (title, reason) => {
    expect(closureReason(title)).toBe(reason);
  });
});
