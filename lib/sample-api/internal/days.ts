const DAY_MS = 86_400_000;
/** China has one time zone and no summer time. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** YYYY-MM-DD in Shanghai, so many days from today. */
export function dayFromToday(now: Date, days: number): string {
  return new Date(now.getTime() + SHANGHAI_OFFSET_MS + days * DAY_MS).toISOString().slice(0, 10);
}

/** YYYY-MM-DDTHH:MM in Shanghai, the way Open-Meteo writes times. */
export function minuteInShanghai(now: Date): string {
  return new Date(now.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16);
}
