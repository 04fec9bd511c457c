import type { AlertChangeCode } from '../../../src/alerts';
import { toldOf, type Untold } from '../../../src/alerts/handling/told-of';

type Case = [AlertChangeCode, boolean, Untold, AlertChangeCode | null, Untold];

it.each<Case>([
  // Nothing muted: everything is told as it is.
  ['RAISED', false, null, 'RAISED', null],
  ['ACKNOWLEDGED', false, null, 'ACKNOWLEDGED', null],
  ['ESCALATED', false, null, 'ESCALATED', null],
  ['RESOLVED', false, null, 'RESOLVED', null],
  // Raised under a mute: nothing is told of it, whatever happens to it.
  ['RAISED', true, null, null, 'RAISED'],
  ['ACKNOWLEDGED', true, 'RAISED', null, 'RAISED'],
  ['ESCALATED', true, 'RAISED', null, 'RAISED'],
  ['RESOLVED', true, 'RAISED', null, 'RAISED'],
  // The mute has ended, or covers it no more: its first news is that it was raised.
  ['RAISED', false, 'RAISED', 'RAISED', null],
  ['ESCALATED', false, 'RAISED', 'RAISED', null],
  ['ASSIGNED', false, 'RAISED', 'RAISED', null],
  ['RESOLVED', false, 'RAISED', null, 'RAISED'],
  // Told before the mute: people who follow it hear what others do, and its end.
  ['ESCALATED', true, null, null, 'ESCALATED'],
  ['ACKNOWLEDGED', true, 'ESCALATED', 'ACKNOWLEDGED', 'ESCALATED'],
  ['RESOLVED', true, null, 'RESOLVED', null],
  ['RESOLVED', true, 'ESCALATED', 'RESOLVED', 'ESCALATED'],
  ['ESCALATED', false, 'ESCALATED', 'ESCALATED', null],
])('%s, muted %s, not told of %s: tells %s', (change, isMuted, untold, told, left) => {
  expect(toldOf(change, { isMuted, untold })).toEqual({ change: told, untold: left });
});
