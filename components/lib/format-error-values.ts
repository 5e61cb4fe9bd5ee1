import type { useFormatter, useTranslations } from 'use-intl/react';
import { pathTitle, type ArgumentTree } from '@/components/lib/argument-tree';
import { readProblems, type ArgumentProblem } from '@/lib/tools/argument-problem-contracts';

export type ErrorValues = Readonly<Record<string, string | number>>;
type Translate = ReturnType<typeof useTranslations<'errors'>>;
type Format = ReturnType<typeof useFormatter>;

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'] as const;
/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/**
 * An error's values as its sentence takes them: what is wrong with arguments (`detail`) and days of the week (`days`)
 * in the reader's language. Other values stay as the server sent them.
 * @param names what the arguments are called, where that is known better than from the tool's schema
 */
export function formatErrorValues(
  values: ErrorValues,
  t: Translate,
  format: Format,
  names: ArgumentTree | null,
): ErrorValues {
  const problems = readProblems(values.problems);
  return {
    ...values,
    ...(problems.length === 0
      ? {}
      : { detail: problems.map((problem) => problemText(problem, t, format, names)).join(t('argument-separator')) }),
    ...(typeof values.days === 'string' ? { days: weekdays(values.days, format) } : {}),
  };
}

function problemText(
  { path, title, rule, limit = '' }: ArgumentProblem,
  t: Translate,
  format: Format,
  names: ArgumentTree | null,
): string {
  const [first] = path;
  const known = names !== null && first !== undefined && names.has(first) ? pathTitle(path, names) : title;
  const at = known ?? (path.length === 0 ? t('argument-all') : path.join(' › '));
  return t(`argument-${rule}`, {
    at,
    limit:
      rule === 'type' ? typesText(String(limit), t, format) : typeof limit === 'number' ? format.number(limit) : limit,
  });
}

function typesText(types: string, t: Translate, format: Format): string {
  const words = types.split(', ').map((type) => {
    const known = TYPES.find((one) => one === type);
    return known === undefined ? type : t(`argument-type-${known}`);
  });
  return format.list(words, { type: 'disjunction' });
}

/** `1, 3` (1 is Monday) as names; anything else as it is. */
function weekdays(days: string, format: Format): string {
  if (!/^[1-7](, [1-7])*$/.test(days)) return days;
  return format.list(
    days
      .split(', ')
      .map((day) =>
        format.dateTime(new Date(MONDAY_MS + (Number(day) - 1) * DAY_MS), { weekday: 'short', timeZone: 'UTC' }),
      ),
  );
}
