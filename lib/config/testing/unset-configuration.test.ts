import { expect, it } from 'vitest';
import { parseConfig } from '@/lib/config/config';
import { unsetConfiguration } from '@/lib/config/testing/unset-configuration';

it('leaves nothing of what a shell configures', () => {
  const shell = {
    DATABASE_URL: 'postgresql://mine/yika',
    MIGRATION_DATABASE_URL: 'postgresql://owner@mine/yika',
    SECRETS_KEY: 'k',
    WEATHER_URL: 'https://weather.example',
    SAMPLE_API: 'false',
    MCP_STDIO_SERVERS: '{"mine":{"command":"node"}}',
    QUEUE_LIMIT_PER_PERSON: '1',
    NODE_ENV: 'development',
    ENGINE_URL: 'http://gpu',
  };
  expect(parseConfig({ ...shell, ...unsetConfiguration() })).toEqual(parseConfig({}));
});
