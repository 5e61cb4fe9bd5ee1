import { hidesCharacters } from '@/components/calls/result/visible-text';
import { isJsonObject, type Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

const PREVIEW_CHARS = 120;

/** The beginning of a description in one line: many empty lines push nothing out of sight. */
export function previewOf(description: string): { readonly text: string; readonly isCut: boolean } {
  const line = description.trim().replaceAll(/\s+/g, ' ');
  return line.length > PREVIEW_CHARS
    ? { text: `${line.slice(0, PREVIEW_CHARS)}…`, isCut: true }
    : { text: line, isCut: false };
}

export interface ListedArgument {
  /** Names from the top down; `[]` is each item of a list. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/**
 * The arguments that a schema names, those inside of others too. What it says in other ways (alternatives, references)
 * stands in the schema alone.
 */
export function listedArguments(schema: Json | undefined, above = ''): readonly ListedArgument[] {
  if (!isJsonObject(schema)) return [];
  const { properties, items, required } = schema;
  const own = isJsonObject(properties) ? Object.entries(properties) : [];
  return [
    ...own.flatMap(([name, part]) => {
      const path = above === '' ? name : `${above}.${name}`;
      const isRequired = Array.isArray(required) && required.includes(name);
      return [
        { path, title: wordsOf(part, 'title'), description: wordsOf(part, 'description'), isRequired },
        ...listedArguments(part, path),
      ];
    }),
    ...listedArguments(items, `${above}[]`),
  ];
}

/**
 * Whether unseen characters stand anywhere in what the source says of a tool, names of arguments and examples included.
 */
export function hasUnseen(words: readonly string[], schema: JsonObject): boolean {
  return words.some(hidesCharacters) || textsIn(schema).some(hidesCharacters);
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap(textsIn)
    : Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]);
}

function wordsOf(part: Json, name: 'title' | 'description'): string {
  const words = isJsonObject(part) ? part[name] : undefined;
  return typeof words === 'string' ? words : '';
}
