/** Moments on the clocks of a time zone: what day it is depends on where people are. */

export interface ZonedTime {
  /** YYYY-MM-DD and HH:MM:SS on the clocks there. */
  readonly date: string;
  readonly time: string;
  /** +08:00 */
  readonly offset: string;
}

/** @param timeZone IANA name @throws RangeError when there is none of this name */
export function zonedTime(moment: Date, timeZone: string): ZonedTime {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts.timeZoneName ?? '').replace('GMT', '');
  return {
    date: `${parts.year ?? ''}-${parts.month ?? ''}-${parts.day ?? ''}`,
    time: `${parts.hour ?? ''}:${parts.minute ?? ''}:${parts.second ?? ''}`,
    offset: offset === '' ? '+00:00' : offset,
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
}

/**
 * Whether there is an IANA time zone of this name. An offset (+08:00) is none, although Intl takes it: other programs
 * do not.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return formatterOf(name).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
