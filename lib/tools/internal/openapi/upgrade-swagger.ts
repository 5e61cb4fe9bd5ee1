import 'server-only';
import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import type { JsonObject } from '@/lib/tools/contracts';
import {
  asList,
  asObject,
  asText,
  isParsedObject,
  member,
  objectsOf,
  type Json,
} from '@/lib/tools/internal/openapi/json-access';
import { lookUp } from '@/lib/tools/internal/openapi/references';

/** Converts Swagger 2.0 to OpenAPI 3.0. The input is not changed. */
export function upgradeSwagger(document: JsonObject): JsonObject {
  // The converter changes its input in place, and objects shared by YAML aliases would be changed twice.
  const copy = copyOf({ ...document, swagger: '2.0' });
  const paths = objectsOf(asObject(member(copy, 'paths'))).map(([path, item]): [string, JsonObject] => [
    path,
    withInlineParameters(copy, item),
  ]);
  const upgraded: unknown = upgradeFromTwoToThree({ ...copy, paths: Object.fromEntries(paths) });
  return copyOf(upgraded);
}

/** A copy through JSON, which is all that the converter produces. */
function copyOf(value: unknown): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  if (!isParsedObject(copy)) throw new TypeError('not an object');
  return copy;
}

/** The converter loses form fields and bodies in `#/parameters`, and fails at members that are no operations. */
function withInlineParameters(document: JsonObject, item: JsonObject): JsonObject {
  const entries = Object.entries(item).flatMap(([name, value]): [string, Json][] => {
    if (name === 'parameters') return [[name, inline(document, value)]];
    const operation = asObject(value);
    if (operation === undefined) return name === '$ref' ? [[name, value]] : [];
    return [
      [
        name,
        'parameters' in operation ? { ...operation, parameters: inline(document, operation.parameters) } : operation,
      ],
    ];
  });
  return Object.fromEntries(entries);
}

function inline(document: JsonObject, parameters: Json | undefined): Json[] {
  return asList(parameters).map((parameter) => {
    const reference = asText(member(asObject(parameter), '$ref'));
    const found = reference?.startsWith('#/parameters/') === true ? asObject(lookUp(document, reference)) : undefined;
    return found === undefined ? parameter : { ...found };
  });
}
