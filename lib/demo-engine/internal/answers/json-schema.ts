export type JsonSchema = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as a schema; anything but an object becomes the schema without constraints. */
export const schemaOf = (value: unknown): JsonSchema => (isRecord(value) ? value : {});

/** Properties of an object schema by name. */
export const propertiesOf = (schema: JsonSchema): [string, JsonSchema][] =>
  Object.entries(schemaOf(schema.properties)).map(([name, value]) => [name, schemaOf(value)]);

/** The names in `required`. */
export const requiredOf = (schema: JsonSchema): string[] => {
  const required = schema.required;
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
};

/** The first type that is not null; nullable types are written as `["string", "null"]` or `anyOf`. */
export function typeOf(schema: JsonSchema): string {
  const type = schema.type;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return String(type.find((one) => one !== 'null') ?? 'string');
  if (schema.properties !== undefined) return 'object';
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) {
    const first = choices.map(schemaOf).find((one) => one.type !== 'null');
    if (first !== undefined) return typeOf(first);
  }
  return 'string';
}

/** What a schema says in words: its title and its description. */
export const descriptionOf = ({ title, description }: JsonSchema): string =>
  [title, description].filter((text) => typeof text === 'string').join(' ');

/** The values that `const` or `enum` allows; empty without either. */
export const enumOf = (schema: JsonSchema): unknown[] => {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : [];
};
