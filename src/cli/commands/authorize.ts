import { createInterface } from 'node:readline/promises';
import { configError, type EncoursError } from '../../kernel';
import { connectorOf } from '../../hub';
import type { Connection } from '../../landing';
import { askConsent, type AskedConsent } from '../../use-cases/authorize-connection';
import { storedSettings } from '../../use-cases/connect';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { listenForConsent } from '../consent-listener';
import { withHub } from '../open-hub';
import { settingsFrom, settingsOf, withTexts } from './connections';

export interface AuthorizeOptions extends OutputOptions {
  tenant: string;
  name: string;
  set?: string[];
  setFrom?: string[];
  port: number;
  /** Another address than that of this machine: what it leads to is pasted. */
  redirectUri?: string;
}

export function authorizeCommand(connectorId: string, options: AuthorizeOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const connector = connectorOf(hub, connectorId);
      const given = options.set ?? [];
      const place = { connectorId, name: options.name };
      const config = withTexts(connector, given, {
        ...(await storedSettings(hub, tenantId, place)),
        ...settingsOf(given),
        ...(await settingsFrom(options.setFrom ?? [])),
      });
      const ask = (redirectUri: string): AskedConsent =>
        askConsent(hub, { tenantId, ...place, config, redirectUri, signal: run.signal });
      const connection = await consentedTo(run, options, ask);
      const { connectionId, name, status } = connection;
      run.answer({ connectionId, connectorId, name, status }, [
        `${connector.name} has let the hub in: connected as ${JSON.stringify(name)} (${connectionId}).`,
        `Try it: npx encours connections test ${connectorId} --tenant ${options.tenant}${name === 'main' ? '' : ` --name ${name}`}`,
      ]);
    }),
  );
}

async function consentedTo(
  run: CommandRun,
  { redirectUri, port }: AuthorizeOptions,
  ask: (redirectUri: string) => AskedConsent,
): Promise<Connection> {
  if (redirectUri !== undefined) {
    const asked = ask(checkedRedirect(redirectUri));
    show(run, asked, redirectUri);
    return asked.complete(await pasted(run));
  }
  const listener = await listenForConsent(port);
  try {
    const asked = ask(listener.redirectUri);
    show(run, asked, listener.redirectUri);
    return await listener.wait((address) => asked.complete(address), run.signal);
  } finally {
    await listener.close();
  }
}

function show({ terminal }: CommandRun, { address }: AskedConsent, redirectUri: string): void {
  terminal.say(`The application must have this redirect address at the provider: ${redirectUri}`);
  terminal.say('Let the owner of the books open this address, and consent:');
  terminal.say(address);
}

/** The address the browser was sent to, from standard input. */
async function pasted({ terminal, signal }: CommandRun): Promise<URL> {
  terminal.say('Then paste the address the browser was sent to, and press Enter:');
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) {
      signal.throwIfAborted();
      const text = line.trim();
      if (text === '') continue;
      if (URL.canParse(text)) return new URL(text);
      throw unreadable('what was pasted is no address');
    }
  } finally {
    lines.close();
  }
  throw unreadable('no address was pasted');
}

function unreadable(message: string): EncoursError {
  return configError('CONSENT_ADDRESS_INVALID', message, {
    place: { field: 'address' },
    remedy: 'Run it again, and paste the whole address, https://…?code=…&state=….',
  });
}

function checkedRedirect(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.hash === '') return text;
  throw configError('CONSENT_ADDRESS_INVALID', 'the redirect address is none', {
    place: { field: '--redirect-uri' },
    remedy: 'Give the address that is registered with the provider, https://….',
  });
}
