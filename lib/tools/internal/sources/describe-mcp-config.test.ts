import { expect, test } from 'vitest';
import { describeMcpConfig } from '@/lib/tools/internal/sources/check-source';

const config = {
  kind: 'mcp',
  transport: 'http',
  isIntranet: false,
  relistMinutes: 60,
  headers: [{ name: 'Authorization', value: 'Bearer {{secret:MCP}}' }],
} as const;

test.each([
  ['https://mcp.example.com/mcp', 'https://mcp.example.com/mcp'],
  ['https://mcp.example.com/mcp?api_key=abc', 'https://mcp.example.com/mcp?…'],
])('the log says where %s is, and no value that may be a key', (url, shown) => {
  expect(describeMcpConfig({ ...config, url, headers: [...config.headers] })).toEqual({
    kind: 'mcp',
    transport: 'http',
    isIntranet: false,
    relistMinutes: 60,
    url: shown,
    headers: ['Authorization'],
  });
});
