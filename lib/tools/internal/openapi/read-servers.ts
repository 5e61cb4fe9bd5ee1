import 'server-only';
import type { OpenApiPreview } from '@/lib/tools/openapi-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { asList, asObject, asText, member, objectsIn, objectsOf } from '@/lib/tools/internal/openapi/json-access';
import { References } from '@/lib/tools/internal/openapi/references';

const MAX_SERVERS = 20;
/** Most characters of an address with its variables, and of a variable: no usable address is longer. */
const MAX_URL_CHARS = 2_000;

/**
 * Absolute addresses of the document's servers, with the defaults of their variables; those with a variable without
 * default are left out. A relative one needs the address of the document.
 */
export function readServers(document: JsonObject, documentUrl: string | null): string[] {
  const given = objectsIn(member(document, 'servers'));
  // "If the servers property is not provided, or is an empty array, the default value would be a Server Object with a
  // url value of /."
  return addressesOf(given.length === 0 ? [{ url: '/' }] : given, documentUrl);
}

/**
 * The servers of an operation, or else of its path; they override those of the document.
 * @param base the base of relative addresses
 * @returns null when neither has any
 */
export function readOwnServers(pathItem: JsonObject, operation: JsonObject, base: string | null): string[] | null {
  const given = [operation, pathItem]
    .map((holder) => objectsIn(member(holder, 'servers')))
    .find((servers) => servers.length > 0);
  return given === undefined ? null : addressesOf(given, base);
}

function addressesOf(servers: readonly JsonObject[], base: string | null): string[] {
  const found = servers.slice(0, MAX_SERVERS).flatMap((server) => {
    const text = withVariables(
      (asText(member(server, 'url')) ?? '').slice(0, MAX_URL_CHARS),
      asObject(member(server, 'variables')),
    );
    const url = text === null ? null : base === null ? URL.parse(text) : URL.parse(text, base);
    return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? [serverText(url)] : [];
  });
  return [...new Set(found)];
}

/** null: a variable has no default. */
function withVariables(template: string, variables: JsonObject | undefined): string | null {
  const valueOf = (name: string): string | undefined => {
    const variable = asObject(member(variables, name));
    return [member(variable, 'default'), ...asList(member(variable, 'enum'))].flatMap((given) =>
      typeof given === 'string' || typeof given === 'number' ? [String(given)] : [],
    )[0];
  };
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  if (names.some((name) => valueOf(name) === undefined)) return null;
  return template.replaceAll(/\{([^{}]*)\}/g, (_whole, name: string) => (valueOf(name) ?? '').slice(0, MAX_URL_CHARS));
}

/** An address without query, fragment and trailing slash, since every path begins with one. */
export function serverText(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * The headers or query parameters that the document's security schemes require, with references to secrets. Cookies and
 * certificates are not supported.
 */
export function readCredentials(document: JsonObject, title: string): OpenApiPreview['credentials'] {
  const components = asObject(member(document, 'components'));
  const references = new References(document);
  return objectsOf(asObject(member(components, 'securitySchemes'))).flatMap(([scheme, given]) => {
    const secretName =
      `${title}_${scheme}`
        .replace(/[^A-Za-z0-9_.-]+/g, '_')
        .replace(/^_+/, '')
        .slice(0, 64) || 'secret';
    const credential = readCredential(references, given, `{{secret:${secretName}}}`);
    return credential === null ? [] : [{ scheme, secretName, ...credential }];
  });
}

function readCredential(
  references: References,
  given: JsonObject,
  reference: string,
): { in: 'header' | 'query'; name: string; value: string } | null {
  if ('$ref' in given && asText(member(given, '$ref'))?.startsWith('#/') !== true) return null;
  const scheme = references.resolve(given).value;
  const type = asText(member(scheme, 'type'));
  if (type === 'oauth2' || type === 'openIdConnect')
    return { in: 'header', name: 'Authorization', value: `Bearer ${reference}` };
  if (type === 'http') {
    const isBasic = asText(member(scheme, 'scheme'))?.toLowerCase() === 'basic';
    return { in: 'header', name: 'Authorization', value: `${isBasic ? 'Basic' : 'Bearer'} ${reference}` };
  }
  const place = asText(member(scheme, 'in'));
  const name = asText(member(scheme, 'name')) ?? '';
  return type === 'apiKey' && (place === 'header' || place === 'query') && name !== ''
    ? { in: place, name: name.slice(0, 100), value: reference }
    : null;
}
