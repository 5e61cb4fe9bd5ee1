import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';

/** Arguments of a tool while they are collected, each under a name of its own. */
export class ArgumentList {
  readonly properties: Record<string, JsonObject> = {};
  readonly required: string[] = [];

  /** @returns the name it got: letters, digits, `_`, `-` and `.`; the placeholder of templates */
  add(name: string, place: string, schema: JsonObject, isRequired: boolean): string {
    const plain = name.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 64);
    const base = plain === '' || plain === 'arguments' || plain.startsWith('__') ? `argument_${plain}` : plain;
    const free = [base, `${base}_${place}`, ...Array.from({ length: 100 }, (_, index) => `${base}_${index + 2}`)].find((one) => !Object.hasOwn(this.properties, one));
    if (free === undefined) throw new AppError({ kind: 'too-large', code: 'openapi-schema-too-large', detail: 'too many arguments of one name' });
    this.properties[free] = schema;
    if (isRequired) this.required.push(free);
    return free;
  }

  toSchema(): JsonObject {
    return { type: 'object', properties: this.properties, ...(this.required.length === 0 ? {} : { required: this.required }), additionalProperties: false };
  }
}
