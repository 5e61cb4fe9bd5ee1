import { z } from 'zod';
import { createMcpSourceSchema, type CreateMcpSourceInput, type ToolSource } from '@/lib/tools/catalogue-contracts';
import { mcpRemoteConfigSchema, mcpStdioConfigSchema } from '@/lib/tools/contracts';

const remote = mcpRemoteConfigSchema.shape;

/** The values of the form of an MCP server, for any transport. */
export const mcpFormSchema = z
  .object({
    name: createMcpSourceSchema.shape.name,
    transport: z.enum(['http', 'sse', 'stdio']),
    url: z.string().trim(),
    headers: z
      .array(z.object({ name: z.string().trim(), value: z.string().max(2_000) }))
      .transform((pairs) => pairs.filter(({ name }) => name !== ''))
      .pipe(remote.headers.unwrap()),
    isIntranet: z.boolean(),
    server: z.string(),
    relistMinutes: z
      .string()
      .transform((text) => Number(text.normalize('NFKC').trim() || NaN))
      .pipe(remote.relistMinutes.unwrap()),
  })
  .refine(({ transport, url }) => transport === 'stdio' || remote.url.safeParse(url).success, { path: ['url'] })
  .refine(
    ({ transport, server }) => transport !== 'stdio' || mcpStdioConfigSchema.shape.server.safeParse(server).success,
    { path: ['server'] },
  )
  .transform(
    ({ name, transport, url, headers, isIntranet, server, relistMinutes }): CreateMcpSourceInput => ({
      name,
      config:
        transport === 'stdio'
          ? { kind: 'mcp', transport, server, relistMinutes }
          : { kind: 'mcp', transport, url, headers, isIntranet, relistMinutes },
    }),
  );
export type McpFormInput = z.input<typeof mcpFormSchema>;
export type McpFormOutput = z.output<typeof mcpFormSchema>;

export function startMcpForm(source: ToolSource | null, stdioServers: readonly string[]): McpFormInput {
  const empty = {
    name: source?.name ?? '',
    transport: 'http',
    url: '',
    headers: [],
    isIntranet: false,
    server: stdioServers[0] ?? '',
    relistMinutes: '60',
  } satisfies McpFormInput;
  if (source?.config.kind !== 'mcp') return empty;
  const { config } = source;
  const relistMinutes = String(config.relistMinutes);
  return config.transport === 'stdio'
    ? { ...empty, transport: 'stdio', server: config.server, relistMinutes }
    : {
        ...empty,
        transport: config.transport,
        url: config.url,
        headers: config.headers,
        isIntranet: config.isIntranet,
        relistMinutes,
      };
}
