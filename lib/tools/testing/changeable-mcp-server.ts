import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { JsonObject } from '@/lib/tools/contracts';

export interface ChangeableMcpServer {
  readonly url: string;
  /**
   * What it offers from the next connection on: names with their descriptions and the names of their text arguments.
   */
  offer: Readonly<Record<string, { readonly description: string; readonly arguments: readonly string[] }>>;
  /** What it lists instead when it is not null, as it stands here: schemas of any kind. */
  listing: readonly { readonly name: string; readonly inputSchema: JsonObject & { readonly type: 'object' } }[] | null;
  /** Calls that were made, as `name {arguments}`. */
  readonly calls: string[];
  /** Headers of every request. */
  readonly headers: IncomingMessage['headers'][];
  /** Answers no request any more while true. */
  isHanging: boolean;
  /** Answers nothing before this has come about. */
  pause: Promise<unknown> | null;
  /** Refuses every request, and repeats in its words what it was sent. */
  isEchoing: boolean;
  stop(): Promise<void>;
}

/**
 * A real MCP server (the protocol's own SDK over streamable HTTP) whose tools a test can change, as an attacker or an
 * update would.
 */
export async function startChangeableMcpServer(port = 0): Promise<ChangeableMcpServer> {
  const http = createServer((request, response) => {
    state.headers.push(request.headers);
    if (state.isHanging) return;
    Promise.resolve(state.pause)
      .then(() => answer(state, request, response))
      .catch(() => response.destroy());
  });
  const state: ChangeableMcpServer = {
    url: `http://127.0.0.1:${await listen(http, port)}/mcp`,
    offer: {},
    listing: null,
    calls: [],
    headers: [],
    isHanging: false,
    pause: null,
    isEchoing: false,
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return state;
}

async function answer(state: ChangeableMcpServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (state.isEchoing) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`cannot take ${JSON.stringify(request.headers)}`);
    return;
  }
  const server = state.listing === null ? mcpServer(state) : listingServer(state.listing);
  // Without sessions: each request is answered by what is offered now.
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

function listingServer(tools: NonNullable<ChangeableMcpServer['listing']>): McpServer {
  const server = new McpServer({ name: 'listing', version: '1' }, { capabilities: { tools: {} } });
  // Its own way to register tools takes zod schemas alone.
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...tools] }));
  return server;
}

function mcpServer(state: ChangeableMcpServer): McpServer {
  const server = new McpServer({ name: 'changeable', version: '1' });
  for (const [name, { description, arguments: names }] of Object.entries(state.offer)) {
    const inputSchema = Object.fromEntries(names.map((one) => [one, z.string()]));
    server.registerTool(name, { description, inputSchema, annotations: { readOnlyHint: true } }, (input) => {
      state.calls.push(`${name} ${JSON.stringify(input)}`);
      return { content: [{ type: 'text', text: JSON.stringify({ from: name, ...input }) }] };
    });
  }
  return server;
}

async function listen(server: HttpServer, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
