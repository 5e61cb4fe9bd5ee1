import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { configSchema } from '@/lib/config/config-schema';
import { displayWidth, terminalReporter } from './product/reporter';
import { translate } from './product/translate';
import en from './messages/en.json' with { type: 'json' };
import zh from './messages/zh.json' with { type: 'json' };

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the sentences of the terminal', () => {
  it('exist in both languages, with the same values', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    const chinese: Readonly<Record<string, string>> = zh;
    for (const [key, text] of Object.entries(en))
      expect({ key, values: placeholders(chinese[key] ?? '') }).toEqual({ key, values: placeholders(text) });
  });

  it('exist for every error that the database module and the scripts throw', async () => {
    const files = (
      await Promise.all(
        ['lib/db', 'scripts'].map(async (folder) =>
          (await readdir(folder, { recursive: true })).map((name) => path.join(folder, name)),
        ),
      )
    ).flat();
    const sources = await Promise.all(
      files
        .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('generated'))
        .map((file) => readFile(file, 'utf8')),
    );
    const codes = new Set(
      sources.flatMap((source) => [...source.matchAll(/code: '([a-z]+(?:-[a-z]+)+)'/g)].map((match) => match[1] ?? '')),
    );
    expect(codes.size).toBeGreaterThan(10);
    expect([...codes].filter((code) => !(`error.${code}` in en))).toEqual([]);
  });

  it('are filled in', () => {
    expect(translate('en', 'error.port-taken', { port: 3000, example: 3001 })).toContain('PORT=3001 npm start');
    expect(translate('zh', 'note.ready', { seconds: '1.8' })).toBe('一卡已就绪（1.8 秒）');
  });
});

describe('terminalReporter', () => {
  it('aligns Chinese and English alike and says how long a step took', async () => {
    const written: string[] = [];
    const reporter = terminalReporter('zh', { write: (text) => written.push(text) });
    await reporter.step('database', () => Promise.resolve());
    await reporter.step('migrations', () => Promise.resolve());
    const widths = written.map((line) => displayWidth(line.trimEnd()));
    expect(written[0]).toMatch(/✓ PostgreSQL 已启动 +0\.0 s\n$/);
    expect(new Set(widths).size).toBe(1);
  });

  it('marks a step that failed and throws its error on', async () => {
    const written: string[] = [];
    const reporter = terminalReporter('en', { write: (text) => written.push(text) });
    await expect(reporter.step('build', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(written.join('')).toContain('✗ Building the app');
  });
});

describe('.env.example', () => {
  it('lists every variable of the configuration once, each with a comment, and no other', async () => {
    const lines = (await readFile('.env.example', 'utf8')).split('\n');
    const named = lines.flatMap((line, index) => {
      const name = /^# ?([A-Z][A-Z_]+)=/.exec(line)?.[1];
      if (name === undefined) return [];
      expect(`${name}: ${lines[index - 1] ?? ''}`).toMatch(/: # \S.+/);
      return [name];
    });
    expect(named.sort()).toEqual(Object.keys(configSchema.shape).sort());
  });
});
