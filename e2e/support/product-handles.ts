import { z } from 'zod';
import { readHandedOver } from '@/lib/config/environment';

/** The variable with which the global set-up passes the products it started to the specs, one a worker. */
export const HANDLES_VARIABLE = 'YIKA_E2E_PRODUCT';

export const productHandlesSchema = z.object({
  /** `http://127.0.0.1:PORT` */
  address: z.url(),
  databaseUrl: z.string(),
  /** The demo engine; `/control/…` scripts it. */
  engineUrl: z.url(),
  /** Of the one-time link; valid until a spec uses it. */
  setupToken: z.string().nullable(),
  /** The app's process, for specs that kill it; it comes back by itself. */
  appPid: z.int(),
});
export type ProductHandles = z.infer<typeof productHandlesSchema>;

/** The product of one worker, of those the global set-up started. @throws Error when a spec runs without it */
export function readProductHandles(worker: number): ProductHandles {
  const text = readHandedOver(HANDLES_VARIABLE);
  if (text === undefined)
    throw new Error('No product was started: run specs through Playwright, whose global set-up does it.');
  const handles = z.array(productHandlesSchema).parse(JSON.parse(text))[worker];
  if (handles === undefined) throw new Error(`No product was started for worker ${worker}.`);
  return handles;
}
