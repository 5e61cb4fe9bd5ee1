import mermaid from 'mermaid';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { OUR_KEYS } from '@/components/chat/markdown/diagram-configuration';

/** They choose among ways to draw that the page has. */
const FREE_KEYS = ['handDrawnSeed', 'layout', 'look'];

test('a key that another version of mermaid brings is given to nobody unseen', () => {
  // Mermaid publishes its default configuration in no other place.
  const { mermaidAPI } = z
    .object({ mermaidAPI: z.object({ defaultConfig: z.record(z.string(), z.unknown()) }) })
    .parse(mermaid);
  expect(
    Object.keys(mermaidAPI.defaultConfig)
      .filter((key) => !OUR_KEYS.includes(key))
      .sort(),
  ).toEqual(FREE_KEYS);
});
