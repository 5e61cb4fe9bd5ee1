import { fromHtml } from 'hast-util-from-html';
import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { expect, test } from 'vitest';
import type { ContentNode } from '@/components/chat/markdown/content-tree';
import { htmlContent } from '@/components/chat/markdown/html-content';
import { math } from '@/components/chat/markdown/math-plugin';
import { plainContent } from '@/components/chat/markdown/plain-content';
import { prepareText } from '@/components/chat/markdown/prepare-text';
import { SetMarkdown } from '@/components/chat/markdown/rich-markdown';
import zh from '@/lib/i18n/messages/zh/chat.json';
import common from '@/lib/i18n/messages/zh/common.json';

type HtmlNode = ReturnType<typeof fromHtml>['children'][number];

/** Attributes are few here: class, href, value, start, data-source. */
function nodeOf(node: HtmlNode): readonly ContentNode[] {
  if (node.type === 'text') return [node.value];
  if (node.type !== 'element') return [];
  const { className, dataSource, ...others } = node.properties;
  const attributes = Object.entries({
    class: Array.isArray(className) ? className.join(' ') : undefined,
    'data-source': dataSource,
    ...others,
  });
  return [
    {
      tag: node.tagName,
      attributes: Object.fromEntries(
        attributes.flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]])),
      ),
      children: node.children.flatMap(nodeOf),
    },
  ];
}

function setAnswer(markdown: string): readonly ContentNode[] {
  const { text, hasMath } = prepareText(markdown, false);
  const html = renderToStaticMarkup(
    <IntlProvider locale="zh" timeZone="UTC" messages={{ chat: zh, common }}>
      <SetMarkdown text={text} isStreaming={false} plugins={hasMath ? { math } : null} />
    </IntlProvider>,
  );
  return fromHtml(html, { fragment: true }).children.flatMap(nodeOf);
}

const plain = (markdown: string) => plainContent(setAnswer(markdown));
const html = (markdown: string) => htmlContent(setAnswer(markdown)).replaceAll(/\s*\n\s*/g, '');

test('marks are left out, lines and paragraphs stay', () => {
  expect(plain('# 退款\n\n**已受理**，见 `SO-1`。\n第二行\n\n第二段 ~~旧~~')).toBe(
    '退款\n\n已受理，见 SO-1。\n第二行\n\n第二段 旧',
  );
});

test('a table is rows and tabs', () => {
  expect(plain('前\n\n| 部门 | 数量 |\n| --- | --: |\n| **客服** | 1,204 |\n| 甲<br>乙 | 2 |\n\n后')).toBe(
    '前\n\n部门\t数量\n客服\t1,204\n甲 乙\t2\n\n后',
  );
});

test('lists keep their numbers, signs and levels', () => {
  expect(plain('3. 乙\n5. 甲\n   - 内\n\n- [x] 完\n- [ ] 待')).toBe('3. 乙\n5. 甲\n  • 内\n\n☑ 完\n☐ 待');
});

test('code stays as it is, without the labels around it', () => {
  expect(plain('看：\n\n```sh\nnpm  start\n  ls\n```')).toBe('看：\n\nnpm  start\n  ls');
});

test('a formula is its source, once', () => {
  expect(plain('设 $E=mc^2$。\n\n$$\n\\frac{1}{2}\n$$')).toBe('设 $E=mc^2$。\n\n$$\\frac{1}{2}$$');
});

test('a link has its address, a bare one once, and nothing of the page', () => {
  expect(plain('[文档](https://a.test/x) https://b.test/y www.c.test')).toBe(
    '文档 (https://a.test/x) https://b.test/y www.c.test',
  );
});

test('footnotes are numbers, without the ways back', () => {
  expect(plain('甲[^1]\n\n[^1]: 注')).toBe('甲[1]\n\n注释\n\n1. 注');
});

test('HTML has the structure and nothing of this page', () => {
  expect(html('**粗** [文](https://a.test/x)\n\n| 一 |\n| --- |\n| <b> |')).toBe(
    '<p><strong>粗</strong> <a href="https://a.test/x">文</a></p><table border="1" cellpadding="4" style="border-collapse:collapse"><thead><tr><th>一</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>',
  );
  expect(html('当 $a<b$\n\n```\n<x>\n```')).toBe('<p>当 $a&lt;b$</p><pre>&lt;x&gt;</pre>');
});
