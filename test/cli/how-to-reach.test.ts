import { connectors, simulators } from '../../connectors';
import { settingsOf, withTexts } from '../../src/cli/commands/connections';
import { howToReach } from '../../src/cli/how-to-reach';
import { validateConfig } from '../../src/connector-kit';

const BASE = 'http://127.0.0.1:4010/x';

it.each(simulators.map(({ connectorId }) => connectorId))(
  'prints a command that connects the simulated %s as it stands',
  (id) => {
    const connector = connectors.find((one) => one.id === id);
    const simulator = simulators.find(({ connectorId }) => connectorId === id);
    if (connector === undefined) throw new Error(`no connector ${id}`);
    const [line = ''] = howToReach(connector, BASE, simulator?.settings);
    const given = [...line.matchAll(/--set (\w+=(?:'[^']*'|\S+))/g)].map(([, setting = '']) =>
      setting.replace(/'/g, ''),
    );
    const config = withTexts(connector, given, settingsOf(given));
    expect(validateConfig(connector, config)).toMatchObject({ baseUrl: BASE });
    expect(line).not.toContain('…');
  },
);
