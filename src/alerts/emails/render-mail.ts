import type { Severity } from '../alert-types';
import type { MailDocument, MailItem, MailSection, RenderedMail } from './mail-document';

/** Longer subjects are cut by those who show them. */
const SUBJECT_MAX = 150;
const WIDTH = 78;

/** The same document as plain text and as HTML. Names and texts of others cannot become markup, headers or other lines. */
export function renderMail(document: MailDocument): RenderedMail {
  return {
    subject: oneLine(document.subject, SUBJECT_MAX),
    text: textOf(document),
    html: htmlOf(document),
  };
}

/** On one line, without what turns the direction of writing, cut to a length. */
export function oneLine(text: string, most = 2_000): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
  const signs = [...line];
  return signs.length <= most ? line : `${signs.slice(0, most - 1).join('')}…`;
}

function textOf(document: MailDocument): string {
  const { title, intro, sections, footer, links } = document;
  const parts = [
    `${oneLine(title)}\n${'='.repeat(Math.min(WIDTH, oneLine(title).length))}`,
    ...intro.map((line) => wrap(oneLine(line))),
    ...sections.map(sectionText),
    ...links.map(({ text, url }) => `${oneLine(text)}:\n${url}`),
    // What mail programs take for a signature, and show less of.
    `-- \n${footer.map((line) => wrap(oneLine(line))).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ title, items, more }: MailSection): string {
  const head = oneLine(title);
  const lines = [`${head}\n${'-'.repeat(Math.min(WIDTH, head.length))}`, ...items.map(itemText)];
  return [...lines, ...(more === null ? [] : [wrap(oneLine(more))])].join('\n\n');
}

function itemText({ label, head, body, notes }: MailItem): string {
  const first = label === '' ? oneLine(head) : `[${label}] ${oneLine(head)}`;
  const rest = [body, ...notes].filter((line) => line !== null && line !== '');
  const lines = rest.map((line) => wrap(oneLine(line ?? ''), '  '));
  return [wrap(first, '  ').trimStart(), ...lines].join('\n');
}

/** Broken between words; a word longer than a line stays whole. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** Readable on white and on black: programs that darken mails keep the contrast of these. */
const COLOURS: Readonly<Record<Severity, string>> = {
  CRITICAL: '#b3261e',
  HIGH: '#a84300',
  MEDIUM: '#7a5a00',
  LOW: '#2f6b3a',
  INFO: '#3b5b7d',
};

const STYLE = `body{margin:0;padding:16px;background:#ffffff;color:#1c1c1e;font:15px/1.5 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:640px;margin:0 auto}h1{font-size:20px;margin:0 0 12px}h2{font-size:16px;margin:28px 0 8px;border-bottom:1px solid #8e8e93;padding-bottom:4px}
article{margin:0 0 14px}p{margin:0 0 4px}.note,footer{font-size:13px;color:#5c5c61}footer{margin-top:28px;border-top:1px solid #8e8e93;padding-top:8px}
.tag{display:inline-block;border-radius:3px;padding:0 6px;font-size:12px;font-weight:600;color:#ffffff}a{color:#0b57d0}
@media (prefers-color-scheme:dark){body{background:#1c1c1e;color:#f2f2f7}.note,footer{color:#aeaeb2}a{color:#8ab4f8}}`;

function htmlOf(document: MailDocument): string {
  const { locale, subject, title, intro, sections, footer, links } = document;
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title>`,
    `<style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>`,
    ...intro.map((line) => `<p>${escaped(line)}</p>`),
    ...sections.map(sectionHtml),
    ...links.map(
      ({ text, url }) =>
        `<p><a href="${escaped(url)}" rel="noopener noreferrer">${escaped(text)}</a></p>`,
    ),
    `<footer>${footer.map((line) => `<p>${escaped(line)}</p>`).join('')}</footer>`,
    '</main></body></html>',
  ].join('\n');
}

function sectionHtml({ title, items, more }: MailSection): string {
  const end = more === null ? '' : `<p class="note">${escaped(more)}</p>`;
  return `<section><h2>${escaped(title)}</h2>\n${items.map(itemHtml).join('\n')}${end}</section>`;
}

function itemHtml({ severity, label, head, body, notes }: MailItem): string {
  const tag =
    severity === null
      ? ''
      : `<span class="tag" style="background:${COLOURS[severity]};color:#ffffff">${escaped(label)}</span> `;
  const text = body === null ? '' : `<p>${escaped(body)}</p>`;
  const said = notes.filter((note) => note !== '');
  const small = said.map((note) => `<p class="note">${escaped(note)}</p>`).join('');
  return `<article><p>${tag}<strong>${escaped(head)}</strong></p>${text}${small}</article>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is nothing but text between tags and in quoted attributes. */
export function escaped(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
