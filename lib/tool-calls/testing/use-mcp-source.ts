import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import {
  chooseRemoteToolsSchema,
  createMcpSourceSchema,
  type RemoteTool,
  type ToolSource,
} from '@/lib/tools/catalogue-contracts';
import { chooseRemoteTools } from '@/lib/tools/choose-remote-tools';
import { createMcpSource } from '@/lib/tools/create-mcp-source';
import { usableTools } from '@/lib/grants/usable-tools';
import { listSourceTools } from '@/lib/tools/list-source-tools';
import { setGrant } from '@/lib/grants/set-grant';
import { setToolEnabled } from '@/lib/tools/set-tool-enabled';
import { freshAdmin, logEnd, loggedEvents } from '@/lib/tools/testing/admin-scene';
import { startChangeableMcpServer, type ChangeableMcpServer } from '@/lib/tools/testing/changeable-mcp-server';

export const signal = new AbortController().signal;

export const NOW = new Date('2026-11-22T12:00:00Z');

export const ADD = { description: 'Adds two numbers', arguments: ['a', 'b'] };

/** An MCP server whose tools the test can change, added as a source; new for each test. */
export function useMcpSource() {
  useTestDatabase();
  let folder: string;
  let server: ChangeableMcpServer;
  let admin: Principal;
  let source: ToolSource;
  let from: bigint;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'yika-mcp-'));
    setEnvironment({ DATA_DIR: folder });
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    admin = await freshAdmin();
    await sqlRunner().query('DELETE FROM tool_secret');
    server = await startChangeableMcpServer();
    server.offer = { add: ADD, 'delete-all': { description: 'Deletes', arguments: [] } };
    source = await createMcpSource(
      admin,
      createMcpSourceSchema.parse({
        name: 'Rechner',
        config: { kind: 'mcp', transport: 'http', url: server.url, isIntranet: true },
      }),
    );
    from = await logEnd();
  });
  afterEach(() => server.stop());

  const list = () => listSourceTools(admin, source.id, NOW, signal);
  const remote = async (name: string): Promise<RemoteTool> => {
    const found = (await list()).tools.find(({ remoteName }) => remoteName === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const choose = async (name: string, given: object = {}) => {
    const { remoteName, listedHash, suggestedName } = await remote(name);
    const { tools } = await chooseRemoteTools(
      admin,
      source.id,
      chooseRemoteToolsSchema.parse({ tools: [{ remoteName, listedHash, name: suggestedName, ...given }] }),
      NOW,
      signal,
    );
    const [tool] = tools;
    if (tool === undefined) throw new Error('not chosen');
    return tool;
  };
  /** Chosen, enabled and granted to the admins. */
  const use = async (name: string) => {
    const tool = await choose(name, { effect: 'read' });
    await setToolEnabled(admin, tool.id, true);
    await setGrant(admin, { toolId: tool.id, subjectKind: 'role', subjectId: 'admin', effect: 'allow', limits: {} });
    return tool;
  };
  const offered = async () =>
    (await usableTools(sqlRunner(), admin.personId)).map(({ tool: { name, description } }) => [name, description]);
  const actions = async () => (await loggedEvents(from)).map(({ action, outcome, actor }) => [action, outcome, actor]);
  return {
    get server() {
      return server;
    },
    /** Another server in its place; stopped after the test like the first. */
    set server(next: ChangeableMcpServer) {
      server = next;
    },
    get admin() {
      return admin;
    },
    get source() {
      return source;
    },
    /** The place in the audit log after which `actions` reads. */
    get from() {
      return from;
    },
    set from(place: bigint) {
      from = place;
    },
    list,
    remote,
    choose,
    use,
    offered,
    actions,
  };
}
