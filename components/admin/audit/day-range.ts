/** The first moment of a calendar field's day (2026-11-22) in the reader's time zone; undefined for an empty field. */
export function startOfDay(day: string): string | undefined {
  const date = new Date(`${day}T00:00:00`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The first moment after the day. */
export function endOfDay(day: string): string | undefined {
  const date = new Date(`${day}T00:00:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setDate(date.getDate() + 1);
  return date.toISOString();
}

/** The day of a moment in the reader's time zone, for a calendar field. */
export function dayOf(moment: string | undefined, offsetMs = 0): string {
  if (moment === undefined) return '';
  const date = new Date(new Date(moment).getTime() + offsetMs);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  // While a year is being typed, the field contains years like 0002.
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
