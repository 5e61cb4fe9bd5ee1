import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';

const MAX_OF_ONE_NAME = 100;

/** Arguments of a tool while they are collected, each under a name of its own. */
export class ArgumentList {
  readonly properties: Record<string, JsonObject> = {};
  readonly required: string[] = [];

  /** @returns the name it got: letters, digits, `_`, `-` and `.`; the placeholder of templates */
  add(name: string, place: string, schema: JsonObject, isRequired: boolean): string {
    const plain = name.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 64);
    const base = plain === '' || plain === 'arguments' || plain.startsWith('__') ? `argument_${plain}` : plain;
    const free = this.#freeName(base, place);
    this.properties[free] = schema;
    if (isRequired) this.required.push(free);
    return free;
  }

  #freeName(base: string, place: string): string {
    for (let tries = 0; tries <= MAX_OF_ONE_NAME; tries += 1) {
      const name = tries === 0 ? base : `${base}_${tries === 1 ? place : tries}`;
      if (!Object.hasOwn(this.properties, name)) return name;
    }
    throw new AppError({ kind: 'too-large', code: 'openapi-schema-too-large', detail: 'too many arguments of one name' });
  }

  toSchema(): JsonObject {
    return { type: 'object', properties: this.properties, ...(this.required.length === 0 ? {} : { required: this.required }), additionalProperties: false };
  }
}
