import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTE_TABLE } from '@/app/api/openapi.json/route-table';
import { buildOpenApi } from '@/lib/http/build-openapi';

const ROOT = path.join(import.meta.dirname, '../../..');
/** Sign-in speaks next-auth's own protocol; the document does not describe itself. */
const WITHOUT_CONTRACT = ['/api/auth/[...nextauth]', '/api/openapi.json'];

interface RouteFile {
  readonly path: string;
  readonly methods: readonly string[];
}

function routeFiles(): RouteFile[] {
  return globSync('app/{api,v1}/**/route.ts', { cwd: ROOT }).map((file) => ({
    path: `/${path.dirname(file).slice('app/'.length)}`,
    methods: [
      ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(
        /^export const (GET|POST|PUT|PATCH|DELETE) = define(?:Program)?Route/gm,
      ),
    ].map((match) => (match[1] ?? '').toLowerCase()),
  }));
}

describe('the table of routes', () => {
  it('has every route file and method, and nothing else', () => {
    const expected = routeFiles()
      .filter((file) => !WITHOUT_CONTRACT.includes(file.path))
      .flatMap((file) => file.methods.map((method) => `${method} ${file.path.replaceAll(/\[(\w+)\]/g, '{$1}')}`));
    const listed = Object.entries(ROUTE_TABLE).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method} ${route}`),
    );
    expect(expected.length).toBeGreaterThan(15);
    expect(listed.sort()).toEqual(expected.sort());
  });

  it('makes an OpenAPI document that names each parameter of a path', () => {
    const document = JSON.parse(JSON.stringify(buildOpenApi(ROUTE_TABLE))) as {
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
    };
    for (const [route, methods] of Object.entries(document.paths)) {
      const wanted = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const operation of Object.values(methods)) {
        const named = (operation.parameters ?? [])
          .filter((parameter) => parameter.in === 'path')
          .map((parameter) => parameter.name);
        expect(named).toEqual(wanted);
      }
    }
  });
});
