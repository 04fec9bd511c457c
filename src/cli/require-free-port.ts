import { createServer } from 'node:net';
import { configError, errorMessage } from '../kernel';

/** Tries the port before any long work begins. Throws PORT_TAKEN, PORT_NOT_ALLOWED or ADDRESS_NOT_USABLE. */
export async function requireFreePort(address: { host: string; port: number }): Promise<void> {
  const { host, port } = address;
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refusal(error, address)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function refusal(
  error: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): Error {
  const options = { cause: error, place: { host, field: 'PORT' } };
  if (error.code === 'EADDRINUSE') {
    const next = port < 65_535 ? port + 1 : 4000;
    return configError('PORT_TAKEN', `port ${port} is used by another program`, {
      ...options,
      remedy: `stop that program (perhaps another Encours), or choose another port: PORT=${next} npm start`,
    });
  }
  if (error.code === 'EACCES') {
    const remedy = 'choose a port above 1023 with PORT';
    return configError('PORT_NOT_ALLOWED', `port ${port} may not be opened by this user`, {
      ...options,
      remedy,
    });
  }
  return configError('ADDRESS_NOT_USABLE', `${host}:${port}: ${errorMessage(error)}`, {
    ...options,
    remedy: 'set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0',
  });
}
