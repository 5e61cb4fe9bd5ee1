import type { JsonObject, LinkedLookUp } from '@/lib/tools/contracts';

export interface NamedArgument {
  readonly name: string;
  readonly title: string;
}

/** The top-level arguments of a schema, by their titles. */
export function argumentsOf({ properties }: JsonObject): NamedArgument[] {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return [];
  return Object.entries(properties).map(([name, property]) => {
    const title =
      typeof property === 'object' && property !== null && !Array.isArray(property) ? property.title : undefined;
    return { name, title: typeof title === 'string' && title.trim() !== '' ? title : name };
  });
}

/** A link to a look-up; arguments of the same name are connected. */
export function linkTo(
  lookUp: { readonly id: string; readonly inputSchema: JsonObject },
  schema: JsonObject,
): LinkedLookUp {
  const own = new Set(argumentsOf(schema).map(({ name }) => name));
  return {
    toolId: lookUp.id,
    arguments: argumentsOf(lookUp.inputSchema).flatMap(({ name }) => (own.has(name) ? [{ name, from: name }] : [])),
  };
}
