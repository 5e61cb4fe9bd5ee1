import type { DateTimeFormatOptions } from 'use-intl/core';

/** A date or time of a result, and how it is written for people. */
export interface ReadDate {
  readonly date: Date;
  readonly format: 'date' | 'moment' | 'exact';
  /** Set where the text names no time zone: its day and hour are shown as they are. */
  readonly zone: Pick<DateTimeFormatOptions, 'timeZone'>;
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads a text that is an ISO 8601 date or time and nothing else; null for any other text and for days that do not
 * exist.
 */
export function readDate(text: string): ReadDate | null {
  const [, day, time = '00:00', seconds = '00', zone] = ISO.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return null;
  const offset = zone === undefined || zone === 'Z' ? 'Z' : zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2');
  const date = new Date(`${day}T${time}:${seconds}${offset}`);
  if (Number.isNaN(date.getTime())) return null;
  const format = text === day ? 'date' : seconds === '00' ? 'moment' : 'exact';
  return { date, format, zone: zone === undefined ? { timeZone: 'UTC' } : {} };
}

/** `2026-02-30` is none, though a Date takes it for March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
