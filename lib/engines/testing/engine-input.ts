import type { EngineInput } from '@/lib/engines/contracts';

/** What an admin says of a new engine of the company: nothing set, and nothing answers at its address. */
export function engineInput(given: Partial<EngineInput> = {}): EngineInput {
  return {
    label: 'x',
    baseUrl: 'http://127.0.0.1:1/v1',
    location: 'internal',
    secretName: null,
    model: null,
    slots: null,
    kvTokens: null,
    contextTokens: null,
    weight: 1,
    groupIds: [],
    allowsTools: true,
    inputPrice: null,
    outputPrice: null,
    monthlyLimit: null,
    ...given,
  };
}
