import type { AuditEventDto } from '@/lib/audit/contracts';

const COLUMNS = [
  'seq',
  'at',
  'action',
  'outcome',
  'actorId',
  'actorName',
  'address',
  'targetKind',
  'targetId',
  'toolName',
  'conversationId',
  'runId',
  'callId',
  'details',
  'prevHash',
  'hash',
] as const satisfies readonly (keyof AuditEventDto)[];

/** A spreadsheet takes a cell that begins like this for a formula; the full-width signs too, in some languages. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** The byte order mark makes Excel read UTF-8 instead of the code page of the machine. */
export const CSV_START = `\u{FEFF}${COLUMNS.join(',')}\r\n`;

/**
 * A line of CSV (RFC 4180). Text that a spreadsheet would execute gets an apostrophe in front, which shows it as text.
 */
export function toCsvLine(event: AuditEventDto): string {
  return `${COLUMNS.map((column) => toCell(event[column])).join(',')}\r\n`;
}

function toCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
