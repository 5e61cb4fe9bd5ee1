import { expect, test } from 'vitest';
import { namesForeign } from '@/components/chat/markdown/refuse-foreign';

test.each([
  'fill: url(https://evil.test/x)',
  'fill: URL( "//evil.test/x" )',
  "mask-image: url('/api/me')",
  'fill: url(data:image/png;base64,AA)',
  'fill: u\\72l(https://evil.test/x)',
  'background-image: -webkit-image-set("https://evil.test/x" 1x)',
  'background: image("https://evil.test/x")',
  '@import "https://evil.test/x.css";',
  '@font-face { font-family: x; src: url(https://evil.test/f) }',
  'marker-end: url(#arrow); fill: url(https://evil.test/x)',
])('%j names something foreign', (css) => expect(namesForeign(css)).toBe(true));

test.each([
  'marker-end: url(#arrow)',
  'filter: url( "#shadow" )',
  'background-image: none; image-rendering: auto; transform: translate(1px, 2px)',
  '#diagram .node rect { fill: #eee; font-family: inherit }',
])('%j does not', (css) => expect(namesForeign(css)).toBe(false));
