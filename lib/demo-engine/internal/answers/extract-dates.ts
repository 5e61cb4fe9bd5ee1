const RELATIVE_DAYS: readonly (readonly [RegExp, number])[] = [
  [/大后天/, 3],
  [/后天|day after tomorrow/i, 2],
  [/明天|明日|明早|明晚|tomorrow/i, 1],
  [/今天|今日|今晚|现在|today|tonight|now/i, 0],
  [/前天/, -2],
  [/昨天|昨日|yesterday/i, -1],
];

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const isoDate = (date: Date): string =>
  String(date.getFullYear()) + '-' + twoDigits(date.getMonth() + 1) + '-' + twoDigits(date.getDate());

export interface FoundDate {
  /** As it stands in the text. */
  readonly words: string;
  /** `YYYY-MM-DD`. */
  readonly iso: string;
}

function findRelative(text: string, today: Date): FoundDate[] {
  const found: FoundDate[] = [];
  let rest = text;
  for (const [pattern, days] of RELATIVE_DAYS) {
    const match = pattern.exec(rest);
    if (match === null) continue;
    rest = rest.replaceAll(match[0], ' ');
    found.push({
      words: match[0],
      iso: isoDate(new Date(today.getFullYear(), today.getMonth(), today.getDate() + days)),
    });
  }
  return found;
}

/** Dates in a text: ISO, 11月22日, 今天 and tomorrow, relative to `today`; in the text's order. */
export function findDates(text: string, today: Date): FoundDate[] {
  const exact = [...text.matchAll(/(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?/g)].map((match) => ({
    words: match[0],
    iso: (match[1] ?? '') + '-' + twoDigits(Number(match[2])) + '-' + twoDigits(Number(match[3])),
  }));
  const short =
    exact.length > 0
      ? []
      : [...text.matchAll(/(\d{1,2})月(\d{1,2})[日号]/g)].map((match) => ({
          words: match[0],
          iso: String(today.getFullYear()) + '-' + twoDigits(Number(match[1])) + '-' + twoDigits(Number(match[2])),
        }));
  return [...exact, ...short, ...findRelative(text, today)].sort(
    (first, second) => text.indexOf(first.words) - text.indexOf(second.words),
  );
}
