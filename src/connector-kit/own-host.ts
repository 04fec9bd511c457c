/**
 * Software that companies run on hosts of their own: the address a user gives may be any public one, and nothing inside the
 * network this hub runs in. Names are judged when they are resolved, each time: they may lead elsewhere the next moment.
 */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

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

/** Resolves a name for a connection, and fails with EACCES when any of its addresses is not public; localhost is itself. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const [first] = addresses;
    const isOpen =
      hostname === 'localhost' || addresses.every(({ address }) => isPublicAddress(address));
    if (first === undefined || !isOpen) {
      const refusal = new Error(`${hostname} leads to an address that is not public`);
      return callback(Object.assign(refusal, { code: 'EACCES' }), '', 0);
    }
    if (options.all === true) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
