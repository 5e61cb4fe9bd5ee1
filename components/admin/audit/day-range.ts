/** A day of a calendar field (2026-11-22) as the moment it begins where the reader is; undefined for an empty field. */
export function startOfDay(day: string): string | undefined {
  const date = new Date(`${day}T00:00:00`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The moment after a day's end. */
export function endOfDay(day: string): string | undefined {
  const date = new Date(`${day}T00:00:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setDate(date.getDate() + 1);
  return date.toISOString();
}

/** The day, for a calendar field, in which a moment lies where the reader is. */
export function dayOf(moment: string | undefined, offsetMs = 0): string {
  if (moment === undefined) return '';
  const date = new Date(new Date(moment).getTime() + offsetMs);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  // A year that is being typed begins as 0002.
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
