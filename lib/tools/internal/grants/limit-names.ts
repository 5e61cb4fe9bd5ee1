import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import { asObject, asText, member, objectsIn, objectsOf } from '@/lib/tools/internal/openapi/json-access';
import { lookUp } from '@/lib/tools/internal/openapi/references';
import { selectBounds } from '@/lib/tools/internal/tools-grant-admin-sql';

const MAX_HOPS = 8;
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const SINGLES = ['if', 'then', 'else', 'not'] as const;
const OPENING = ['additionalProperties', 'unevaluatedProperties', 'patternProperties'] as const;

interface Names {
  readonly names: Set<string>;
  /** It takes names that it does not tell. */
  isOpen: boolean;
}

/**
 * Bounds of a grant speak of arguments that the tool takes: one that it has not, or has not any more, bounds nothing, and since what is bounded has to
 * be there, every call would be refused without anybody having meant it. Of arguments themselves, not of what is inside of them.
 * @param proposal what a held tool is to become: its arguments may be bounded before it is accepted
 * @throws AppError `grant-limit-unknown` with the `names`
 */
export function requireKnownNames(bounds: JsonObject, { inputSchema }: Pick<StoredTool, 'inputSchema'>, proposal: ToolProposal | null): void {
  const next = proposal !== null && 'inputSchema' in proposal ? unknownNames(bounds, proposal.inputSchema) : null;
  const unknown = unknownNames(bounds, inputSchema).filter((name) => next === null || next.includes(name));
  if (unknown.length > 0) throw new AppError({ kind: 'invalid', code: 'grant-limit-unknown', detail: 'the tool has no such argument', values: { names: told(unknown) } });
}

/**
 * Whether every bound of the tool's grants names an argument of its new schema.
 * @throws AppError conflict `tool-limits-orphaned` with the `names` and the `count` of grants
 */
export async function requireBoundsFit(sql: SqlRunner, toolId: string, inputSchema: JsonObject): Promise<void> {
  const unknown = (await selectBounds(sql, toolId)).map((bounds) => unknownNames(bounds, inputSchema)).filter((names) => names.length > 0);
  if (unknown.length === 0) return;
  throw new AppError({ kind: 'conflict', code: 'tool-limits-orphaned', detail: 'grants bound arguments that would be gone: change these limits first', values: { names: told(unknown.flat()), count: unknown.length } });
}

function told(names: readonly string[]): string {
  return [...new Set(names)].slice(0, 10).join(', ').slice(0, 300);
}

/** Names that bounds speak of and a tool does not take. */
export function unknownNames(bounds: JsonObject, inputSchema: JsonObject): string[] {
  const taken = namesOf(inputSchema, inputSchema, 0);
  return taken.isOpen ? [] : [...namesOf(bounds, bounds, 0).names].filter((name) => !taken.names.has(name));
}

/** The properties that a schema names of the value it describes, also in the parts it is composed of. */
function namesOf(root: JsonObject, schema: JsonObject, hops: number): Names {
  const found: Names = {
    names: new Set(Object.keys(asObject(member(schema, 'properties')) ?? {})),
    isOpen: OPENING.some((word) => (member(schema, word) ?? false) !== false),
  };
  const reference = asText(member(schema, '$ref'));
  const parts = [
    ...LISTS.flatMap((word) => objectsIn(member(schema, word))), ...SINGLES.map((word) => asObject(member(schema, word))).filter((part) => part !== undefined),
    ...objectsOf(asObject(member(schema, 'dependentSchemas'))).map(([, part]) => part), ...(reference === undefined ? [] : [asObject(lookUp(root, reference)) ?? {}]),
  ];
  if (hops >= MAX_HOPS) return { ...found, isOpen: found.isOpen || parts.length > 0 };
  for (const part of parts) {
    const inside = namesOf(root, part, hops + 1);
    for (const name of inside.names) found.names.add(name);
    found.isOpen ||= inside.isOpen;
  }
  return found;
}
