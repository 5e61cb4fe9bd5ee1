import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { createMcpSourceSchema, type ToolSource } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { createMcpSource } from '@/lib/tools/create-mcp-source';
import { computedMs } from '@/lib/tools/internal/arguments/run-bounded';
import { listSourceTools } from '@/lib/tools/list-source-tools';
import { freshAdmin } from '@/lib/tools/testing/admin-scene';
import { startChangeableMcpServer, type ChangeableMcpServer } from '@/lib/tools/testing/changeable-mcp-server';

useTestDatabase();

const signal = new AbortController().signal;
const NOW = new Date('2026-11-22T12:00:00Z');
let admin: Principal;
let server: ChangeableMcpServer;
let source: ToolSource;
beforeEach(async () => {
  admin = await freshAdmin();
  server = await startChangeableMcpServer();
  source = await createMcpSource(
    admin,
    createMcpSourceSchema.parse({
      name: 'hostile',
      config: { kind: 'mcp', transport: 'http', url: server.url, isIntranet: true },
    }),
  );
});
afterEach(() => server.stop());

/** As large as a schema may be, and some hundred milliseconds to compile. */
const heavy = (index: number): JsonObject & { readonly type: 'object' } => ({
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 650 }, (_, n) => [
      `p${n}`,
      {
        anyOf: [
          { type: 'string', maxLength: n + 1 },
          { type: 'number', maximum: index },
        ],
      },
    ]),
  ),
});
const compiledCount = (): number => globalThis.yikaArgumentValidators?.size ?? 0;

it('of schemas that are slow to compile ends by its budget, and others get their turn in between', async () => {
  server.listing = Array.from({ length: 72 }, (_, index) => ({ name: `tool_${index}`, inputSchema: heavy(index) }));
  let longestMs = 0;
  let lastMs = computedMs();
  const turns = setInterval(() => {
    longestMs = Math.max(longestMs, computedMs() - lastMs);
    lastMs = computedMs();
  }, 1);
  try {
    const { tools } = await listSourceTools(admin, source.id, NOW, signal);
    expect(tools).toHaveLength(72);
    expect([tools[0]?.state, tools.at(-1)?.state]).toEqual(['new', 'unusable']);
    // No more than one schema between two turns of others.
    expect(longestMs).toBeLessThan(2_500);
  } finally {
    clearInterval(turns);
  }
});

it('of too many tools is refused before anything is compiled', async () => {
  const before = compiledCount();
  server.listing = Array.from({ length: 501 }, (_, index) => ({
    name: `tool_${index}`,
    inputSchema: { type: 'object', properties: { [`only_${index}`]: { type: 'string' } } },
  }));
  await expect(listSourceTools(admin, source.id, NOW, signal)).rejects.toMatchObject({ code: 'mcp-too-many-tools' });
  expect(compiledCount()).toBe(before);
});
