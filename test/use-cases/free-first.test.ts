import { connectors } from '../../connectors';
import { freeFirst } from '../../src/use-cases/sync-providers';

it('reads free registers before bureaux and insurers that are paid, else in the order given', () => {
  const hub = { connectors: new Map(connectors.map((connector) => [connector.id, connector])) };
  const ids = ['altares-dnb', 'bodacc', 'creditsafe', 'inpi-rne', 'pappers', 'verif', 'gone'];
  const ordered = freeFirst(
    hub,
    ids.map((connectorId) => ({ connectorId })),
  ).map(({ connectorId }) => connectorId);
  const isPaid = (id: string): boolean => hub.connectors.get(id)?.prices !== undefined;
  const free = ids.filter((id) => !isPaid(id));
  expect(ordered).toEqual([...free, ...ids.filter(isPaid)]);
  expect(ordered.indexOf('inpi-rne')).toBeLessThan(ordered.indexOf('creditsafe'));
});
