import 'server-only';

/** Keywords with subschemas of other values: each describes its own value, so each may be closed. */
export const CHILD: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'prefixItems',
  'contains',
  'unevaluatedItems',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
]);
export const CHILD_MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties']);
/** Keywords with subschemas of the same value: closing one would refuse properties that the others describe. */
export const SAME_VALUE: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'then', 'else']);
export const SAME_VALUE_MAPS: ReadonlySet<string> = new Set([
  'dependentSchemas',
  'dependencies',
  '$defs',
  'definitions',
]);
/** Conditions: closing a schema below them would invert their meaning. */
export const CONDITIONS: ReadonlySet<string> = new Set(['not', 'if']);
export const ASSERTIONS: ReadonlySet<string> = new Set([
  'type',
  'nullable',
  'enum',
  'const',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'required',
  'dependentRequired',
]);
/** Keywords that describe a value and do not restrict it. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'id',
  '$anchor',
  '$dynamicAnchor',
  '$recursiveAnchor',
  '$vocabulary',
  '$comment',
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'xml',
  'externalDocs',
  'discriminator',
  'contentMediaType',
  'contentEncoding',
  'contentSchema',
]);
/** Keywords whose values are not schemas, whatever they contain. */
export const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples']);
/** The checked formats. JSON Schema lets a validator ignore others. */
export const FORMATS: ReadonlySet<string> = new Set([
  'date',
  'time',
  'date-time',
  'iso-time',
  'iso-date-time',
  'duration',
  'uri',
  'uri-reference',
  'uri-template',
  'url',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'regex',
  'uuid',
  'json-pointer',
  'json-pointer-uri-fragment',
  'relative-json-pointer',
  'byte',
  'int32',
  'int64',
  'float',
  'double',
  'password',
  'binary',
]);
