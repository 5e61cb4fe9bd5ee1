import type { Json } from '@/components/lib/json';

/** The values if each fits on one line; null for anything else. */
export function readLines(values: Json | undefined): readonly string[] | null {
  if (!Array.isArray(values)) return null;
  const lines = values.filter(
    (value): value is string =>
      typeof value === 'string' && value.trim() === value && value !== '' && !value.includes('\n'),
  );
  return lines.length === values.length ? lines : null;
}
