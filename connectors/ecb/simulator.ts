/** The three files as the ECB serves them, up to the world's today: no rate on weekends and TARGET holidays. */
import { addDays, defineSimulator, type LocalDate } from '../../src/connector-kit';
import { RATE_FILES, RATE_PATHS, type RateFile } from './client';
import { isPublicationDay, ratesOf } from './simulator-rates';

/** The real history begins on 1999-01-04; as much is enough to try everything on. */
const FIRST_DAY = '2015-01-02';

export const ecbSimulator = defineSimulator({
  connectorId: 'ecb',
  routes: RATE_FILES.map((file) => ({
    method: 'GET',
    path: RATE_PATHS[file],
    handle: (_request, world) => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: documentOf(file, world.today()),
    }),
  })),
  // Status as the site answers; its page for people is not imitated.
  notFound: () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: 'Not found' }),
});

/** The documents of the latest day asked for: the history takes a moment to write. */
const written = new Map<RateFile, { today: LocalDate; text: string }>();

function documentOf(file: RateFile, today: LocalDate): string {
  const kept = written.get(file);
  if (kept?.today === today) return kept.text;
  const since = file === 'RECENT' ? addDays(today, -90) : FIRST_DAY;
  const text = xml(daysDownFrom(today, since, file === 'DAILY' ? 1 : Infinity));
  written.set(file, { today, text });
  return text;
}

/** Days of publication, the latest first, as the files have them. */
function daysDownFrom(today: LocalDate, since: LocalDate, most: number): LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = today; day >= since && days.length < most; day = addDays(day, -1)) {
    if (isPublicationDay(day)) days.push(day);
  }
  return days;
}

/** Double quotes in the envelope and single ones in the cubes, as in the real files. */
function xml(days: readonly LocalDate[]): string {
  const cubes = days.map((day) => {
    const rates = ratesOf(day).map(
      ({ currency, rate }) => `\t\t\t<Cube currency='${currency}' rate='${rate}'/>`,
    );
    return [`\t\t<Cube time='${day}'>`, ...rates, '\t\t</Cube>'].join('\n');
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
${cubes.join('\n')}
\t</Cube>
</gesmes:Envelope>
`;
}
