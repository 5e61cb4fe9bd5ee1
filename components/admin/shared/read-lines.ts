import type { Json } from '@/components/lib/json';

/** Texts of which each fits on a line of its own; null for anything else. */
export function readLines(values: Json | undefined): readonly string[] | null {
  if (!Array.isArray(values)) return null;
  const lines = values.filter(
    (value): value is string =>
      typeof value === 'string' && value.trim() === value && value !== '' && !value.includes('\n'),
  );
  return lines.length === values.length ? lines : null;
}
