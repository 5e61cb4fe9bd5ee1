import type { OpenApiOperation } from '@/lib/tools/openapi-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';
import { readOperations } from '@/lib/tools/internal/openapi/read-operations';
import { readServers } from '@/lib/tools/internal/openapi/read-servers';

export const { signal } = new AbortController();

export async function rows(text: string, documentUrl: string | null = null): Promise<OpenApiOperation[]> {
  const { document } = parseDocument(text);
  const [serverUrl = ''] = readServers(document, documentUrl);
  return (await readOperations(document, { serverUrl, documentUrl, taken: new Set(), signal })).operations;
}

export async function row(text: string): Promise<OpenApiOperation> {
  const [found] = await rows(text);
  if (found === undefined) throw new Error('no operation');
  return found;
}

export const properties = ({ inputSchema }: OpenApiOperation) => inputSchema.properties as Record<string, JsonObject>;

export const document = (paths: object, rest: object = {}): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: 'https://x.example/api' }],
    paths,
    ...rest,
  });
