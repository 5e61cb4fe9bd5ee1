import { hidesCharacters } from '@/components/calls/result/visible-text';
import { isJsonObject, type Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

const PREVIEW_CHARS = 120;

/** The beginning of a description in one line, so that empty lines push nothing out of sight. */
export function previewOf(description: string): { readonly text: string; readonly isCut: boolean } {
  const line = description.trim().replaceAll(/\s+/g, ' ');
  return line.length > PREVIEW_CHARS
    ? { text: `${line.slice(0, PREVIEW_CHARS)}…`, isCut: true }
    : { text: line, isCut: false };
}

export interface ListedArgument {
  /** Names from the outermost inwards; `[]` stands for each item of a list. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/** The arguments of a schema, also nested ones. Those in alternatives and references are shown in the schema only. */
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

/** Whether any text of the source contains invisible characters, including names of arguments and examples. */
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
