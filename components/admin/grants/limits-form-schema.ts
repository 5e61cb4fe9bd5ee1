import { z } from 'zod';
import { grantLimitsSchema, type GrantLimits } from '@/lib/tools/contracts';

const limits = grantLimitsSchema.shape;
const hours = limits.hours.unwrap().shape;

const count = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .transform((text) => text.normalize('NFKC').trim())
    .transform((text) => (text === '' ? undefined : Number(text)))
    .pipe(schema.optional());

/** The limits form: numbers and hours. Empty fields are no limits. */
export const limitsFormSchema = z
  .object({
    perMinute: count(limits.perMinute.unwrap()),
    perDay: count(limits.perDay.unwrap()),
    total: count(limits.total.unwrap()),
    withHours: z.boolean(),
    timeZone: hours.timeZone.min(1),
    days: z.array(z.number().int().min(1).max(7)),
    from: hours.from,
    to: hours.to,
  })
  .refine(({ withHours, days }) => !withHours || days.length > 0, { path: ['days'] })
  .transform(
    ({ perMinute, perDay, total, withHours, timeZone, days, from, to }): Omit<GrantLimits, 'arguments'> => ({
      ...(perMinute === undefined ? {} : { perMinute }),
      ...(perDay === undefined ? {} : { perDay }),
      ...(total === undefined ? {} : { total }),
      ...(withHours ? { hours: { timeZone, days: days.toSorted((one, other) => one - other), from, to } } : {}),
    }),
  );
export type LimitsFormInput = z.input<typeof limitsFormSchema>;
export type LimitsFormOutput = z.output<typeof limitsFormSchema>;

const WORKDAYS = [1, 2, 3, 4, 5];

export function startLimitsForm(
  { perMinute, perDay, total, hours: given }: GrantLimits,
  timeZone: string,
): LimitsFormInput {
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    perMinute: text(perMinute),
    perDay: text(perDay),
    total: text(total),
    withHours: given !== undefined,
    timeZone: given?.timeZone ?? timeZone,
    days: given?.days ?? WORKDAYS,
    from: given?.from ?? '09:00',
    to: given?.to ?? '18:00',
  };
}
