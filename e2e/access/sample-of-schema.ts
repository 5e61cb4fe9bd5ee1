import { z } from 'zod';

/** What patterns of the API's schemas are tried with. */
const TEXTS = ['a', 'x'.repeat(8), 'A'.repeat(8), '0'.repeat(64), 'api.test', '09:00', '/'];

/** The part of JSON Schema that the API's document uses. */
const nodeSchema = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  minItems: z.number().default(0),
  minLength: z.number().default(0),
  minimum: z.number().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
});
type Node = z.output<typeof nodeSchema>;

const FORMATS: Readonly<Record<string, () => string>> = {
  uuid: () => crypto.randomUUID(),
  email: () => `${crypto.randomUUID()}@yika.test`,
  uri: () => 'https://api.test/',
  'date-time': () => '2026-11-30T00:00:00Z',
};

/**
 * The smallest value that a JSON Schema takes; `known` gives members by name. What no pattern here makes is left empty,
 * and the API refuses it.
 */
export function sampleOf(schema: unknown, known: Readonly<Record<string, unknown>> = {}): unknown {
  const node = nodeSchema.parse(schema);
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return node.enum[0];
  const choice = (node.anyOf ?? node.oneOf)?.[0];
  if (choice !== undefined) return sampleOf(choice, known);
  if (node.type === 'object') return sampleOfObject(node, known);
  if (node.type === 'array') return Array.from({ length: node.minItems }, () => sampleOf(node.items, known));
  if (node.type === 'string') return sampleOfText(node);
  if (node.type === 'boolean') return false;
  if (node.type === 'number' || node.type === 'integer') return Math.max(node.minimum ?? 1, 1);
  return null;
}

function sampleOfObject(
  { properties, required }: Node,
  known: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = Object.keys(properties).filter((name) => required.includes(name) || name in known);
  return Object.fromEntries(
    names.map((name) => [name, name in known ? known[name] : sampleOf(properties[name], known)]),
  );
}

function sampleOfText({ format, pattern, minLength }: Node): string {
  const make = FORMATS[format ?? ''];
  if (make !== undefined) return make();
  if (pattern === undefined) return 'x'.repeat(Math.max(minLength, 1));
  return TEXTS.find((text) => text.length >= minLength && new RegExp(pattern, 'u').test(text)) ?? '';
}
