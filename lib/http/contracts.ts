import { z } from 'zod';

/** RFC 9457 problem details as Yika sends them: `code` names the sentence the browser shows, `values` fill it. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  requestId: z.string(),
});
