import { z } from 'zod';

import { DEMO_ENGINE_DIALECTS } from '@/lib/config/demo-engine-config';
import { LIES } from '@/lib/demo-engine/internal/answers/lie-in-words';

const milliseconds = z.number().int().min(0).max(3_600_000);
const afterTokens = z.number().int().min(0).default(5);
const shape = z.enum(DEMO_ENGINE_DIALECTS).optional();

const aim = {
  /** How many requests it hits; 0: every one until cleared. */
  times: z.number().int().min(0).default(1),
  /** Only requests whose last user message contains this. */
  marker: z.string().optional(),
};

const forcedCall = z.strictObject({
  name: z.string(),
  arguments: z.union([z.string(), z.record(z.string(), z.unknown())]),
});

export const requestFaultSchema = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('cut-utf8'), ...aim }),
  z.strictObject({ fault: z.literal('comments'), ...aim }),
  z.strictObject({
    fault: z.literal('error-before'),
    ...aim,
    status: z.number().int().min(400).max(599).default(500),
    shape,
    message: z.string().default('The demo engine was asked to fail.'),
  }),
  z.strictObject({
    fault: z.literal('error-mid'),
    ...aim,
    afterTokens,
    shape,
    message: z.string().default('The demo engine was asked to fail.'),
  }),
  z.strictObject({ fault: z.literal('no-done'), ...aim }),
  z.strictObject({ fault: z.literal('no-finish-reason'), ...aim }),
  z.strictObject({ fault: z.literal('bare-eof'), ...aim, afterTokens }),
  z.strictObject({ fault: z.literal('reset'), ...aim, afterTokens }),
  z.strictObject({ fault: z.literal('stall-first'), ...aim, ms: milliseconds.optional() }),
  z.strictObject({ fault: z.literal('stall-mid'), ...aim, afterTokens, ms: milliseconds.optional() }),
  z.strictObject({ fault: z.literal('slow'), ...aim, tokensPerSecond: z.number().positive().default(2) }),
  z.strictObject({ fault: z.literal('think-leak'), ...aim }),
  z.strictObject({
    fault: z.literal('tool-call-leak'),
    ...aim,
    name: z.string().optional(),
    arguments: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ fault: z.literal('broken-tool-call'), ...aim, name: z.string().optional() }),
  z.strictObject({
    fault: z.literal('forced-tool-call'),
    ...aim,
    calls: z.array(forcedCall).min(1),
    text: z.string().default(''),
  }),
  z.strictObject({ fault: z.literal('forced-text'), ...aim, text: z.string(), reasoning: z.string().optional() }),
  z.strictObject({
    fault: z.literal('lying-words'),
    ...aim,
    seed: z.number().int(),
    kinds: z.array(z.enum(LIES)).min(1).optional(),
  }),
  z.strictObject({
    fault: z.literal('junk-line'),
    ...aim,
    afterTokens,
    line: z.string().default('data: {"choices":[{"delta":'),
  }),
]);

export const engineFaultSchema = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('refuse'), ms: milliseconds }),
  z.strictObject({ fault: z.literal('engine-dead'), ms: milliseconds.optional() }),
  z.strictObject({ fault: z.literal('metrics-garbage'), times: z.number().int().min(0).default(0) }),
]);

const faultSchema = z.union([requestFaultSchema, engineFaultSchema]);

export const scriptSchema = z.union([
  faultSchema,
  z.strictObject({ faults: z.array(faultSchema), clear: z.boolean().default(false) }),
  z.strictObject({ clear: z.literal(true) }),
]);

export type RequestFault = z.infer<typeof requestFaultSchema>;
export type Fault = z.infer<typeof faultSchema>;
export type EngineFault = z.infer<typeof engineFaultSchema>;
export type RequestFaultName = RequestFault['fault'];
