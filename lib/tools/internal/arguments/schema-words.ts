import 'server-only';

/** Subschemas of other values: each describes a value of its own, so each may be closed. */
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
/** Subschemas of the same value: closing one would refuse what its siblings describe. */
export const SAME_VALUE: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'then', 'else']);
export const SAME_VALUE_MAPS: ReadonlySet<string> = new Set([
  'dependentSchemas',
  'dependencies',
  '$defs',
  'definitions',
]);
/** Conditions: closing below them would turn their meaning round. */
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
/** They describe and do not bound. */
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
/** Their values are values, not schemas, whatever stands in them. */
export const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples']);
/** The formats that are checked. JSON Schema lets a validator ignore others. */
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
