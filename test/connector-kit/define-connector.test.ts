import { healthy, healthyFile } from '../../src/connector-kit/audits/mutants';
import { defineConnector } from '../../src/connector-kit/define-connector';
import { defined, EncoursError } from '../../src/kernel';
import type { Connector } from '../../src/connector-kit/connector';

it('returns a sound declaration as it is', () => {
  expect(defineConnector(healthy)).toBe(healthy);
  expect(defineConnector(healthyFile)).toBe(healthyFile);
});

const { limits, docs } = healthy;
const { streams: _none, ...powerless } = healthy;

it.each<[string, Partial<Connector>]>([
  ['id', { id: 'Healthy' }],
  ['id', { id: 'a--b' }],
  ['version', { version: '1' }],
  ['hosts', { hosts: [] }],
  ['hosts', { hosts: ['https://api.healthy.example'] }],
  ['limits.requestsPerSecond', { limits: { ...limits, requestsPerSecond: 0 } }],
  ['limits.concurrency', { limits: { ...limits, concurrency: 1.5 } }],
  ['limits.retries', { limits: { ...limits, retries: 99 } }],
  ['limits.source', { limits: { ...limits, source: ' ' } }],
  ['docs.homepage', { docs: { ...docs, homepage: 'healthy.example' } }],
  ['deletes', { deletes: { none: '' } }],
  ['streams', { streams: [...(healthy.streams ?? []), ...(healthy.streams ?? [])] }],
  ['kind', { file: defined(healthyFile.file, 'a reader') }],
])('throws a BUG that names %s (case %#)', (field, changes) => {
  const declare = (): unknown => defineConnector({ ...healthy, ...changes });
  expect(declare).toThrow(EncoursError);
  expect(thrownBy(declare)).toMatchObject({
    family: 'BUG',
    code: 'CONNECTOR_DECLARATION_INVALID',
    place: { field },
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('refuses a connector that can do nothing', () => {
  expect(() => defineConnector(powerless as Connector)).toThrow(/able to do something/);
});

it('refuses a file connector that would contact a host', () => {
  expect(() => defineConnector({ ...healthyFile, hosts: ['a.example'] })).toThrow(/hosts/);
});
