import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import type { NoteList } from '@/lib/tools/internal/openapi/note-list';

const MAX_OF_ONE_NAME = 100;
const MAX_NAME_CHARS = 64;

/** Collects the arguments of a tool, each under a unique name. */
export class ArgumentList {
  readonly properties: Record<string, JsonObject> = {};
  readonly required: string[] = [];
  readonly #notes: NoteList;

  constructor(notes: NoteList) {
    this.#notes = notes;
  }

  /**
   * @param name as in the document; requests use it unchanged
   * @returns the argument's unique name, the placeholder in templates: letters and digits of any script, `_`, `-` and
   * `.`
   */
  add(name: string, place: string, schema: JsonObject, isRequired: boolean): string {
    const free = this.#freeName(argumentName(name), place);
    if (free !== name) this.#notes.add('argument-renamed', { name, argument: free });
    const isTitled = free === name || schema.title !== undefined;
    this.properties[free] = isTitled ? schema : { title: name.slice(0, MAX_NAME_CHARS).toWellFormed(), ...schema };
    if (isRequired) this.required.push(free);
    return free;
  }

  #freeName(base: string, place: string): string {
    for (let tries = 0; tries <= MAX_OF_ONE_NAME; tries += 1) {
      const name = tries === 0 ? base : `${base}_${tries === 1 ? place : tries}`;
      if (!Object.hasOwn(this.properties, name)) return name;
    }
    throw new AppError({
      kind: 'too-large',
      code: 'openapi-schema-too-large',
      detail: 'too many arguments of one name',
    });
  }

  toSchema(): JsonObject {
    return {
      type: 'object',
      properties: this.properties,
      ...(this.required.length === 0 ? {} : { required: this.required }),
      additionalProperties: false,
    };
  }
}

/** Engines accept names in any script; characters with a meaning in templates and argument paths become `_`. */
function argumentName(name: string): string {
  const plain = name
    .slice(0, 2 * MAX_NAME_CHARS)
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}_.-]+/gu, '_');
  // A leading or trailing `_` that replaced such a character is removed.
  const trimmed = plain === name ? plain : plain.replaceAll(/^_+|_+$/g, '');
  const short = Array.from(trimmed).slice(0, MAX_NAME_CHARS).join('');
  return short === '' ? 'argument' : short === 'arguments' || short.startsWith('__') ? `argument_${short}` : short;
}
