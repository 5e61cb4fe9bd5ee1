import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { readDemoEngineConfig } from '@/lib/config/demo-engine-config';

const start = (...flags: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'lib/demo-engine/main.ts', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function firstOutput(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const chunk of stream) return String(chunk);
  return '';
}

describe('main', () => {
  it('says where it listens and stops on SIGTERM', async () => {
    const engine = start('--port', '0', '--unpaced', '--slots=50');
    const { listening } = z.object({ listening: z.string() }).parse(JSON.parse(await firstOutput(engine.stdout)));
    expect(listening).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const state: unknown = await (await fetch(listening + '/control/state')).json();
    expect(state).toMatchObject({ settings: { slots: 50, unpaced: true } });
    engine.kill('SIGTERM');
    expect(await once(engine, 'exit')).toEqual([0, null]);
  });

  it('stops with a sentence that names a bad setting', async () => {
    const engine = start('--slots', 'many');
    const exit = once(engine, 'exit');
    expect(await firstOutput(engine.stderr)).toContain('DEMO_ENGINE_SLOTS');
    expect(await exit).toEqual([1, null]);
  });
});

describe('readDemoEngineConfig', () => {
  it('takes flags over environment over defaults', () => {
    const environment = {
      DEMO_ENGINE_KV_TOKENS: '1000',
      DEMO_ENGINE_SLOTS: '9',
      DEMO_ENGINE_DECODE_TOKENS_PER_SECOND: '10,15',
      DEMO_ENGINE_UNPACED: 'on',
    };
    expect(readDemoEngineConfig(['--slots', '2', '--metrics', 'off'], environment)).toMatchObject({
      kvTokens: 1_000,
      slots: 2,
      decodeTokensPerSecond: [10, 15],
      unpaced: true,
      metrics: false,
      maxModelLen: 32_768,
      host: '127.0.0.1',
    });
  });
});
