const SCHEMAS = new Set(['items', 'contains', 'propertyNames', 'not', 'if', 'then', 'else']);
const LISTS = new Set(['prefixItems', 'allOf', 'anyOf', 'oneOf']);
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);

/**
 * A JSON Schema without booleans as schemas: `true` is `{}`, `false` is `{"not": {}}`. llama.cpp refuses every request
 * with a tool whose schema has one ("schema must be an object"); `additionalProperties: false` it knows.
 */
export function objectSchemas(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).map(([word, value]) => [word, rewritten(word, value)]));
}

function rewritten(word: string, value: unknown): unknown {
  if (word === 'additionalProperties') return typeof value === 'boolean' ? value : asSchema(value);
  if ((LISTS.has(word) || word === 'items') && Array.isArray(value)) return value.map(asSchema);
  if (SCHEMAS.has(word)) return asSchema(value);
  return MAPS.has(word) && isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asSchema(one)]))
    : value;
}

function asSchema(value: unknown): unknown {
  if (value === true) return {};
  if (value === false) return { not: {} };
  return isRecord(value) ? objectSchemas(value) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
