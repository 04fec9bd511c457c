/**
 * Software that companies run on hosts of their own: the address a user gives may be any public one, and inside the network
 * this hub runs in only what whoever runs it allows. Names are judged when they are resolved, each time: they may lead
 * elsewhere the next moment.
 */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { configError } from '../kernel';

/** Where software of users may be besides public addresses, as whoever runs the installation allows. */
export interface OwnHosts {
  readonly ranges: BlockList;
  /** Lower case; `host` or `host:port`. */
  readonly hosts: readonly string[];
}

/** Public addresses only. */
export const PUBLIC_HOSTS: OwnHosts = { ranges: new BlockList(), hosts: [] };

const HOST = /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?(:\d{1,5})?$/;

/**
 * Reads entries such as "10.0.0.0/8", "192.168.1.20", "erp.intra" or "odoo:8069". Throws CONFIG_INVALID naming
 * ENCOURS_SOURCE_ALLOW.
 */
export function parseOwnHosts(entries: readonly string[]): OwnHosts {
  const ranges = new BlockList();
  const hosts: string[] = [];
  for (const entry of entries.map((text) => text.toLowerCase())) {
    if (addRange(ranges, entry)) continue;
    if (!HOST.test(entry) || /^[\d.]+$/.test(entry)) throw unreadable(entry);
    hosts.push(entry);
  }
  return { ranges, hosts };
}

function addRange(ranges: BlockList, entry: string): boolean {
  const [address = '', bits, more] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  const most = family === 4 ? 32 : 128;
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)) return false;
  ranges.addSubnet(address, Number(bits ?? most), family === 4 ? 'ipv4' : 'ipv6');
  return true;
}

function unreadable(entry: string): Error {
  return configError('CONFIG_INVALID', `ENCOURS_SOURCE_ALLOW has ${JSON.stringify(entry)}`, {
    place: { field: 'ENCOURS_SOURCE_ALLOW' },
    remedy: 'give ranges, addresses or hosts, such as 10.20.0.0/16,erp.intra:8069',
  });
}

/** Whether the address of a source is allowed as it is written: a host that is named, or an address in a range. */
export function isAllowedHost(url: URL, { ranges, hosts }: OwnHosts): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (hosts.includes(url.hostname) || hosts.includes(`${url.hostname}:${port}`)) return true;
  return isInRanges(url.hostname.replace(/^\[|\]$/g, ''), ranges);
}

function isInRanges(address: string, ranges: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && ranges.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

const INNER_IPV4: readonly [net: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const inner = new BlockList();
for (const [net, bits] of INNER_IPV4) inner.addSubnet(net, bits, 'ipv4');

const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');
/** Addresses that carry an IPv4 one inside them, whatever that is. */
const tunnelled = new BlockList();
tunnelled.addSubnet('2002::', 16, 'ipv6');
tunnelled.addSubnet('2001::', 32, 'ipv6');

/** Whether an address is of the public Internet; false for what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !inner.check(address, 'ipv4');
  if (family !== 6) return false;
  return routed.check(address, 'ipv6') && !tunnelled.check(address, 'ipv6');
}

/** Whether a host, as in `URL.hostname`, may be somebody's own: a public address, or a name with a dot that could be one. */
export function canBeOwnHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !/\.(local|localhost|internal|home|lan)\.?$/i.test(host);
}

/** Code of the error with which a name that leads inside is not resolved. */
export const LEADS_INSIDE = 'ELEADSINSIDE';

/**
 * Resolves a name for a connection, and fails with `LEADS_INSIDE` when any of its addresses is neither public nor allowed;
 * localhost is itself, and a name that is allowed leads where it likes.
 */
export function lookupWithin({ ranges, hosts }: OwnHosts): LookupFunction {
  const named = new Set(['localhost', ...hosts.map((host) => host.replace(/:\d+$/, ''))]);
  const isOpen = (address: string): boolean =>
    isPublicAddress(address) || isInRanges(address, ranges);
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = addresses;
      const mayLead =
        named.has(hostname.toLowerCase()) || addresses.every(({ address }) => isOpen(address));
      if (first === undefined || !mayLead) {
        const refusal = new Error(`${hostname} leads to an address that is not public`);
        return callback(Object.assign(refusal, { code: LEADS_INSIDE }), '', 0);
      }
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}
