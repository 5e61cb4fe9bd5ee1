import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, newMarker, waitForEnd, wordsOf } from '@/e2e/support/chat';
import { CountingServer } from '@/e2e/support/counting-server';

const fence = (...lines: readonly string[]): string => ['```mermaid', ...lines, '```', ''].join('\n');

/** Diagrams that try to load something by their own configuration; every address has the name of its way as key. */
function configuredDiagrams(address: (way: string) => string): readonly string[] {
  return [
    fence(
      '%%{init: {"htmlLabels": true, "flowchart": {"htmlLabels": true}}}%%',
      'flowchart TD',
      `  A["<img src='${address('html-init')}'>"]`,
    ),
    fence(
      '---',
      'config:',
      '  htmlLabels: true',
      '  flowchart:',
      '    htmlLabels: true',
      '---',
      'flowchart TD',
      `  A["<img src='${address('html-front')}'>"]`,
    ),
    fence(`%%{init: {"fontFamily": "x; background-image: url(${address('font')})"}}%%`, 'flowchart TD', '  A-->B'),
    fence(
      `%%{init: {"sequence": {"messageFontFamily": "x; background-image: url(${address('sequence-font')})"}}}%%`,
      'sequenceDiagram',
      '  A->>B: C',
    ),
    fence(
      `%%{init: {"themeCSS": "rect { fill: url(${address('theme-fill')}#x) } .node { mask-image: url(${address('theme-mask')}) }"}}%%`,
      'flowchart TD',
      '  A-->B',
    ),
  ];
}

/** Diagrams that try it by their own words. */
function styledDiagrams(address: (way: string) => string): readonly string[] {
  return [
    fence('flowchart TD', `  A@{ img: "${address('shape')}", w: 60, h: 60 }`),
    fence('classDiagram', '  class A{', '    x', '  }', `  style A fill:url(${address('style')}#x)`),
    fence('flowchart TD', '  A-->B', `  style A fill:url#40;${address('entity')}#41;`),
  ];
}

const ORDINARY = [
  fence(
    'flowchart TD',
    '  A[提问] -->|好| B{回答}',
    '  style A fill:#eee,stroke:#333',
    '  click B "https://evil.example.test/" "看"',
  ),
  fence('sequenceDiagram', '  甲->>乙: 你好', '  Note over 甲,乙: 说明', '  乙-->>甲: 好'),
  fence('classDiagram', '  动物 <|-- 猫', '  class 猫{', '    +叫()', '  }'),
  fence('stateDiagram-v2', '  [*] --> 等', '  等 --> [*]'),
  fence('erDiagram', '  PERSON ||--o{ ORDER : places'),
  fence('gantt', '  dateFormat YYYY-MM-DD', '  section 一', '  任务 :a1, 2026-01-01, 30d'),
  fence('pie', '  "甲" : 40', '  "乙" : 60'),
  fence('mindmap', '  root((中心))', '    一', '    二'),
  fence('C4Context', '  Person(a, "客户")', '  System(b, "系统")', '  Rel(a, b, "用")'),
];

async function showAnswer(page: Page, question: string, text: string): Promise<void> {
  await page.goto('/');
  await ask(page, question);
  await waitForEnd(answersOf(page));
  await expect(wordsOf(answersOf(page))).toContainText(text);
}

/** The page's complaints about its policy from now on. */
function listenForRefusals(page: Page): readonly string[] {
  const refusals: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refusals.push(message.text());
  });
  return refusals;
}

test('an answer that names foreign addresses in every way is shown, and no foreign host gets a request', async ({
  signInAs,
  engine,
}) => {
  test.slow();
  const server = await CountingServer.start();
  const ways = new Set<string>();
  const address = (way: string): string => {
    ways.add(way);
    return `${server.url}/?key=${way}`;
  };
  const hostile = [...configuredDiagrams(address), ...styledDiagrams(address)];
  const text = [
    `![图](${address('markdown')})`,
    '',
    `<img src="${address('img')}">`,
    '',
    `<svg><style>rect { fill: url(${address('svg-style')}#x) }</style><image href="${address('svg-image')}"/><rect style="fill: url(${address('svg-attribute')}#x)"/></svg>`,
    '',
    ...hostile,
    // Drawings wait for each other: when this one is there, all before it were drawn or refused.
    fence('pie', '  "甲" : 40', '  "乙" : 60'),
    '完。',
  ].join('\n');
  await engine.configure({ streamTokensPerSecond: 2_000 });
  const marker = newMarker();
  await engine.script({ fault: 'forced-text', text, marker });
  const { page } = await signInAs('employee');
  await showAnswer(page, marker, '完。');
  const words = wordsOf(answersOf(page));
  await expect(words.locator('.md-drawing > svg').last()).toHaveAttribute('aria-roledescription', 'pie', {
    timeout: 30_000,
  });

  // Once more from what is stored, all at once.
  await page.waitForURL('**/c/*');
  await page.reload();
  await expect(words.locator('.md-drawing > svg').last()).toHaveAttribute('aria-roledescription', 'pie', {
    timeout: 30_000,
  });
  // What names something foreign in words is its source; what tried by configuration is drawn without it.
  await expect(words.locator('.md-fence')).toHaveCount(styledDiagrams(address).length);
  await expect(words.locator('.md-diagram')).toHaveCount(configuredDiagrams(address).length + 1);
  await expect(words.locator('img, image')).toHaveCount(0);

  // The page itself may not either, and the server counts what does reach it.
  await page.evaluate(async (url) => {
    const picture = new Image();
    picture.src = url;
    await picture.decode().catch(() => undefined);
    await fetch(url, { mode: 'no-cors' }).catch(() => undefined);
  }, address('page'));
  await fetch(`${server.url}/?key=control`);
  expect(server.count('control')).toBe(1);
  expect([...ways].filter((way) => server.count(way) > 0)).toEqual([]);
  await server.close();
});

test.describe('without the policy', () => {
  test.use({ contextOptions: { bypassCSP: true } });

  test('no diagram’s own configuration loads anything', async ({ signInAs, engine }) => {
    const server = await CountingServer.start();
    const ways = new Set<string>();
    const address = (way: string): string => {
      ways.add(way);
      return `${server.url}/?key=${way}`;
    };
    const text = [...configuredDiagrams(address), fence('pie', '  "甲" : 40', '  "乙" : 60'), '完。'].join('\n');
    await engine.configure({ streamTokensPerSecond: 2_000 });
    const marker = newMarker();
    await engine.script({ fault: 'forced-text', text, marker });
    const { page } = await signInAs('employee');
    await showAnswer(page, marker, '完。');
    await expect(wordsOf(answersOf(page)).locator('.md-drawing > svg').last()).toHaveAttribute(
      'aria-roledescription',
      'pie',
      { timeout: 30_000 },
    );
    // The last request of the page, and there is no policy that would stop it.
    await page.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(() => undefined), address('page'));
    expect([...ways].filter((way) => server.count(way) > 0)).toEqual(['page']);
    await server.close();
  });
});

test('every page and answer has the headers', async ({ signInAs, engine, request }) => {
  await engine.configure({ streamTokensPerSecond: 2_000 });
  const { page } = await signInAs('admin');
  const first = await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await page.waitForURL('**/c/*');
  const conversation = await page.reload();
  const others = await Promise.all(['/sign-in', '/nowhere', '/api/health', '/api/me'].map((path) => request.get(path)));
  for (const headers of [first?.headers(), conversation?.headers(), ...others.map((answer) => answer.headers())]) {
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    const policy = headers?.['content-security-policy'] ?? '';
    for (const directive of [
      "default-src 'self'",
      "img-src 'self' data: blob:",
      "connect-src 'self'",
      "object-src 'none'",
      "frame-ancestors 'self'",
    ])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  }
});

test('formulas, code and every kind of diagram are drawn within the policy, and pages do not complain of it', async ({
  signInAs,
  engine,
}) => {
  const text = ['质能方程 $E=mc^2$。', '', '```ts', 'export const a = 1;', '```', '', ...ORDINARY, '完。'].join('\n');
  await engine.configure({ streamTokensPerSecond: 2_000 });
  const marker = newMarker();
  await engine.script({ fault: 'forced-text', text, marker });
  const { page } = await signInAs('admin');
  const refusals = listenForRefusals(page);
  await showAnswer(page, marker, '完。');
  const words = wordsOf(answersOf(page));
  await expect(words.locator('.md-fence pre span[style*="--code-keyword"]').first()).toBeVisible();
  await expect(words.locator('.md-drawing > svg')).toHaveCount(ORDINARY.length, { timeout: 30_000 });
  // A link in a drawing would not show its target.
  await expect(words.locator('.md-drawing a')).toHaveCount(1);
  expect(
    await words
      .locator('.md-drawing a')
      .evaluate((link) => link.getAttributeNames().filter((name) => name.endsWith('href'))),
  ).toEqual([]);
  expect(
    await page.evaluate(() =>
      document.fonts.ready.then(
        (fonts) => [...fonts].filter(({ family, status }) => family.startsWith('KaTeX') && status === 'loaded').length,
      ),
    ),
  ).toBeGreaterThan(0);
  for (const path of [
    '/settings',
    '/approvals',
    '/admin/people',
    '/admin/tools/new',
    '/admin/engine',
    '/admin/audit',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading').first()).toBeVisible();
  }
  expect(refusals).toEqual([]);
});
