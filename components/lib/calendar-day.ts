const DAY_MS = 24 * 60 * 60_000;
const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  // en-CA writes 2026-11-22, which Date.parse reads as UTC: days then differ by whole numbers.
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format;
}

/** The calendar day of a moment in a time zone, as days since 1970. */
export function calendarDay(date: Date, timeZone: string | undefined): number {
  return Date.parse(formatOf(timeZone).format(date)) / DAY_MS;
}
