import { ellisphere } from '../../connectors/ellisphere';
import { settingsOf, withTexts } from '../../src/cli/commands/connections';
import { textTable } from '../../src/cli/text-table';

it('reads settings as JSON where they are, else as text', () => {
  const settings = settingsOf([
    'apiKey=a=b',
    'refreshAfterDays=60',
    'withAccounts=true',
    'folder=/a b',
  ]);
  expect(settings).toEqual({
    apiKey: 'a=b',
    refreshAfterDays: 60,
    withAccounts: true,
    folder: '/a b',
  });
});

it('takes a number as it was written where the connector wants a text', () => {
  const given = ['contractId=012', 'userId=42', 'password=123456987', 'requestsPerSecond=1'];
  expect(withTexts(ellisphere, given, settingsOf(given))).toEqual({
    contractId: '012',
    userId: '42',
    password: '123456987',
    requestsPerSecond: 1,
  });
});

it.each(['folder', '=x'])('refuses the setting %s', (text) => {
  expect(() => settingsOf([text])).toThrow('name=value');
});

it('lines up columns and trims their ends', () => {
  expect(textTable(['A', 'LONG'], [['wide cell', 'x']])).toEqual([
    'A          LONG',
    'wide cell  x',
  ]);
});
