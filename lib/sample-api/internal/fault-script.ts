import { z } from 'zod';

const common = {
  /** Beginning of the paths it is for. */ path: z.string().default('/'),
  /** How often it happens; null: until it is reset. */ times: z.number().int().positive().nullable().default(1),
};

/**
 * What `POST /control/faults` takes. slow: the answer comes late; hang: never; status: a failure; huge: an answer of so
 * many bytes; text: this text inside of the answer; broken: no JSON.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slow'), delayMs: z.number().int().min(0).max(600_000), ...common }),
  z.strictObject({ kind: z.literal('hang'), ...common }),
  z.strictObject({ kind: z.literal('status'), status: z.number().int().min(400).max(599), ...common }),
  z.strictObject({ kind: z.literal('huge'), bytes: z.number().int().min(1).max(200_000_000), ...common }),
  z.strictObject({ kind: z.literal('text'), text: z.string().max(100_000), ...common }),
  z.strictObject({ kind: z.literal('broken'), ...common }),
]);
export type Fault = z.infer<typeof faultSchema>;

/** Faults that tests have asked for, in their order. */
export class FaultScript {
  #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  reset(): void {
    this.#faults = [];
  }

  /** The fault for a request, which is used up by it. */
  take(path: string): Fault | undefined {
    const found = this.#faults.find((fault) => path.startsWith(fault.path));
    if (found === undefined || found.times === null) return found;
    this.#faults =
      found.times === 1
        ? this.#faults.filter((fault) => fault !== found)
        : this.#faults.map((fault) =>
            fault === found && found.times !== null ? { ...fault, times: found.times - 1 } : fault,
          );
    return found;
  }
}
