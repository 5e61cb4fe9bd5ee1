import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';
import { readOperations, type OperationsRequest } from '@/lib/tools/internal/openapi/read-operations';
import { readServers } from '@/lib/tools/internal/openapi/read-servers';

export const { signal } = new AbortController();

export const request = (given: Partial<OperationsRequest> = {}): OperationsRequest => ({
  serverUrl: 'https://x.example',
  documentUrl: null,
  taken: new Set<string>(),
  signal,
  ...given,
});

export const read = async (text: string, taken: readonly string[] = []) => {
  const { document } = parseDocument(text);
  return {
    document,
    ...(await readOperations(
      document,
      request({ serverUrl: readServers(document, null)[0] ?? 'https://x.example', taken: new Set(taken) }),
    )),
  };
};

export const minimal = (paths: object, rest: object = {}): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: 'https://x.example' }],
    paths,
    ...rest,
  });
