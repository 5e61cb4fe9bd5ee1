import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { childEnvironment, setEnvironment } from '@/lib/config/environment';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { chooseRemoteToolsSchema, createMcpSourceSchema } from '@/lib/tools/catalogue-contracts';
import { chooseRemoteTools } from '@/lib/tools/choose-remote-tools';
import { createMcpSource } from '@/lib/tools/create-mcp-source';
import { endStdioClients } from '@/lib/tools/internal/mcp/stdio-clients';
import { listSourceTools } from '@/lib/tools/list-source-tools';
import { freshAdmin } from '@/lib/tools/testing/admin-scene';
import { tryTool } from '@/lib/tools/try-tool';

useTestDatabase();

/** The MCP project's own reference server, as a process of its own. */
const EVERYTHING = 'node_modules/@modelcontextprotocol/server-everything/dist/index.js';
const signal = new AbortController().signal;
const NOW = new Date('2026-11-22T12:00:00Z');
const children: ChildProcess[] = [];
let admin: Principal;
beforeAll(async () => {
  setEnvironment({
    MCP_STDIO_SERVERS: JSON.stringify({ everything: { command: process.execPath, args: [EVERYTHING, 'stdio'] } }),
  });
  admin = await freshAdmin();
});
afterAll(async () => {
  endStdioClients();
  await Promise.all(
    children.map(async (child) => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }),
  );
});

async function start(mode: 'streamableHttp' | 'sse'): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const child = spawn(process.execPath, [EVERYTHING, mode], {
    env: childEnvironment({ PORT: String(port) }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  // It says so on standard error, which stays open: it would end when nobody reads it.
  await new Promise<void>((resolve) =>
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes(String(port))) resolve();
    }),
  );
  return port;
}

describe.each(['http', 'sse', 'stdio'] as const)('the reference server over %s', (transport) => {
  it('is listed; its tools are chosen and called, what they answer is returned as text, and a call that is stopped stops no other', async () => {
    const config =
      transport === 'stdio'
        ? { transport, server: 'everything' }
        : transport === 'http'
          ? { transport, url: `http://127.0.0.1:${await start('streamableHttp')}/mcp`, isIntranet: true }
          : { transport, url: `http://127.0.0.1:${await start('sse')}/sse`, isIntranet: true };
    const source = await createMcpSource(
      admin,
      createMcpSourceSchema.parse({ name: `everything ${transport}`, config: { kind: 'mcp', ...config } }),
    );
    const { tools, source: listed } = await listSourceTools(admin, source.id, NOW, signal);
    expect(tools.length).toBeGreaterThan(5);
    expect(listed).toMatchObject({ listedAt: NOW.toISOString(), lastError: null });
    const wanted = tools.filter(({ remoteName }) =>
      ['echo', 'get-sum', 'get-tiny-image', 'get-structured-content', 'trigger-long-running-operation'].includes(
        remoteName,
      ),
    );
    const chosen = await chooseRemoteTools(
      admin,
      source.id,
      chooseRemoteToolsSchema.parse({
        tools: wanted.map(({ remoteName, listedHash, suggestedName }) => ({
          remoteName,
          listedHash,
          name: suggestedName,
        })),
      }),
      NOW,
      signal,
    );
    const call = async (name: string, input: Parameters<typeof tryTool>[2], ends = signal) => {
      const remoteName = wanted.find((tool) => tool.remoteName === name)?.suggestedName;
      return tryTool(admin, chosen.tools.find((tool) => tool.name === remoteName)?.id ?? '', input, ends);
    };
    expect(await call('echo', { message: '你好' })).toMatchObject({ ok: true, text: 'Echo: 你好' });
    expect(await call('get-sum', { a: 2, b: 40 })).toMatchObject({
      ok: true,
      text: expect.stringContaining('42') as string,
    });
    expect(await call('get-structured-content', { location: 'New York' })).toMatchObject({ ok: true, type: 'json' });
    expect(await call('get-tiny-image', {})).toMatchObject({
      ok: true,
      text: expect.stringMatching(/\[image image\/png, \d+ bytes, not shown\]/) as string,
    });
    expect(await call('get-sum', { a: 2 })).toMatchObject({ ok: false, error: { code: 'tool-arguments-invalid' } });
    const slow = { duration: 2, steps: 2 };
    const [stopped, other] = await Promise.all([
      call('trigger-long-running-operation', slow, AbortSignal.timeout(500)),
      call('trigger-long-running-operation', slow),
    ]);
    expect(stopped).toMatchObject({ ok: false, error: { code: 'tool-stopped' } });
    expect(other).toMatchObject({ ok: true });
    expect(await call('echo', { message: 'again' })).toMatchObject({ ok: true, text: 'Echo: again' });
  });
});
