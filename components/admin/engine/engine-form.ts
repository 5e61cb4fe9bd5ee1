import { z } from 'zod';
import { engineInputSchema, type EngineDto } from '@/lib/engines/contracts';

/** An optional number; the field contains text. */
const optionalNumber = z.string().transform((text) => (text.trim() === '' ? null : Number(text)));
const optionalText = z.string().transform((text) => (text.trim() === '' ? null : text));

export const engineFormSchema = z
  .object({
    label: z.string(),
    baseUrl: z.string(),
    location: z.enum(['internal', 'external']),
    secretName: optionalText,
    model: optionalText,
    slots: optionalNumber,
    kvTokens: optionalNumber,
    contextTokens: optionalNumber,
    weight: z.string().transform(Number),
    groupIds: z.array(z.string()),
    allowsTools: z.boolean(),
    inputPrice: optionalNumber,
    outputPrice: optionalNumber,
    monthlyLimit: optionalNumber,
  })
  .pipe(engineInputSchema);
export type EngineFormInput = z.input<typeof engineFormSchema>;
export type EngineFormOutput = z.output<typeof engineFormSchema>;

/** The initial values of the form. */
export function engineFormValues(engine: EngineDto | null): EngineFormInput {
  const text = (value: string | number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value);
  return {
    label: engine?.label ?? '',
    baseUrl: engine?.baseUrl ?? '',
    location: engine?.location ?? 'internal',
    secretName: text(engine?.secretName),
    model: text(engine?.wanted.model),
    slots: text(engine?.wanted.slots),
    kvTokens: text(engine?.wanted.kvTokens),
    contextTokens: text(engine?.wanted.contextTokens),
    weight: text(engine?.weight ?? 1),
    groupIds: [...(engine?.groupIds ?? [])],
    allowsTools: engine?.allowsTools ?? true,
    inputPrice: text(engine?.inputPrice),
    outputPrice: text(engine?.outputPrice),
    monthlyLimit: text(engine?.monthlyLimit),
  };
}
