import 'server-only';
import { MAX_INPUT_SCHEMA_CHARS, MAX_TOOL_DESCRIPTION_CHARS } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { CHILD_MAPS, SAME_VALUE_MAPS, VALUES } from '@/lib/tools/internal/arguments/schema-words';
import { asObject, type Json } from '@/lib/tools/internal/openapi/json-access';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';

/**
 * Without the number of cut characters: a change behind the cut is visible to nobody and must not quarantine the tool.
 */
const MARK = '… [truncated]';
/** Most characters of an argument's description in a schema that is too long. */
const SHORT_CHARS = 300;
const MAX_DEPTH = 64;

export interface ShortListing {
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly notes: readonly SchemaNote[];
}

/**
 * Cuts the description of a tool, and the descriptions in its schema, to the limits of a tool, with a mark at each cut.
 * Keywords that restrict values are never cut.
 */
export function shortenListing(description: string, inputSchema: JsonObject): ShortListing {
  const notes: SchemaNote[] = [];
  const short = cut(description, MAX_TOOL_DESCRIPTION_CHARS);
  if (short !== description)
    notes.push({ code: 'description-cut', values: { chars: description.length, max: MAX_TOOL_DESCRIPTION_CHARS } });
  const schema = shortenSchema(inputSchema, MAX_TOOL_DESCRIPTION_CHARS);
  const isLong = JSON.stringify(schema).length > MAX_INPUT_SCHEMA_CHARS;
  const shortest = isLong ? shortenSchema(inputSchema, SHORT_CHARS) : schema;
  if (shortest !== inputSchema)
    notes.push({
      code: 'argument-description-cut',
      values: { max: isLong ? SHORT_CHARS : MAX_TOOL_DESCRIPTION_CHARS },
    });
  return { description: short, inputSchema: shortest, notes };
}

/** @returns the schema itself when nothing was cut */
function shortenSchema(schema: JsonObject, max: number): JsonObject {
  const cuts: string[] = [];
  const visit = (node: Json, depth: number, isMap: boolean): Json => {
    if (Array.isArray(node)) return node.map((one) => visit(one, depth + 1, false));
    const words = asObject(node);
    if (words === undefined || depth > MAX_DEPTH) return node;
    return Object.fromEntries(
      Object.entries(words).map(([word, value]): [string, Json] => {
        if (!isMap && word === 'description' && typeof value === 'string') {
          const short = cut(value, max);
          if (short !== value) cuts.push(short);
          return [word, short];
        }
        if (!isMap && VALUES.has(word)) return [word, value];
        return [word, visit(value, depth + 1, !isMap && (CHILD_MAPS.has(word) || SAME_VALUE_MAPS.has(word)))];
      }),
    );
  };
  const shortened = asObject(visit(schema, 0, false)) ?? schema;
  return cuts.length > 0 ? shortened : schema;
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - MARK.length).toWellFormed()}${MARK}`;
}
