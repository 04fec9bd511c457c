/**
 * Template Format: replace this with what the format is, who writes it, and what the reader promises: every good line
 * becomes a record, every bad one is quarantined with its line number. See README.md for the field mapping.
 */
import { defineConnector } from '../../../src/connector-kit';
import { TemplateFileConfig } from './config';
import { templateFileReader } from './reader';

export { TemplateFileConfig };

export const templateFile = defineConnector({
  id: 'template-file',
  kind: 'file',
  name: 'Template Format',
  version: '0.1.0',
  hosts: [],
  config: TemplateFileConfig,
  limits: { requestsPerSecond: 0, concurrency: 0, timeoutMs: 0, retries: 0, source: 'a file' },
  licence: {
    name: 'your own books',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'The books are yours.',
  },
  deletes: { none: 'A file says what is there, never what is gone.' },
  docs: {
    homepage: 'https://template.example',
    reference: 'https://template.example/format',
    evidence: 'none',
  },
  file: templateFileReader,
});
