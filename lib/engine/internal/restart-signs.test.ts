import { describe, expect, it } from 'vitest';
import { RestartSigns } from '@/lib/engine/internal/restart-signs';

const llama = (tokens: number): string => `# TYPE x counter\nllamacpp:n_decode_total ${tokens}\n`;
const vllm = (start: string): string => `process_start_time_seconds ${start}\nvllm:num_requests_running 0\n`;

describe('an engine that was restarted', () => {
  it.each([
    ['llama.cpp: a counter that fell', [llama(0), llama(40), llama(40), llama(3)], [false, false, false, true]],
    ['vLLM: another start', [vllm('1.79e+09'), vllm('1.79e+09'), vllm('1.8e+09')], [false, false, true]],
    ['metrics without either', ['', 'x 1', ''], [false, false, false]],
  ])('%s', (_name, readings, expected) => {
    const signs = new RestartSigns();
    expect(readings.map((reading) => signs.sees(reading))).toEqual(expected);
  });
});
