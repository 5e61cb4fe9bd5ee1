import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { describe, expect, test } from 'vitest';
import { RichMarkdown } from '@/components/chat/markdown/rich-markdown';
import zh from '@/lib/i18n/messages/zh/chat.json';
import common from '@/lib/i18n/messages/zh/common.json';

function render(text: string, isStreaming = false): string {
  return renderToStaticMarkup(
    <IntlProvider locale="zh" timeZone="UTC" messages={{ chat: zh, common }}>
      <RichMarkdown text={text} isStreaming={isStreaming} />
    </IntlProvider>,
  );
}

describe('Chinese', () => {
  test.each(['**"术语"**是', '他说**“术语”**就好', '**（注意）**下面', '**排队。**然后'])(
    '%s is bold beside punctuation',
    (text) => {
      expect(render(text)).toContain('<strong>');
      expect(render(text)).not.toContain('**');
    },
  );

  test.each(['含**「重点」**内容', '**注意：**正文', '共**3**个、**120**cm', 'Python**语言**'])(
    '%s is bold without spaces',
    (text) => {
      expect(render(text)).not.toContain('**');
    },
  );

  test('bare addresses end where the sentence goes on, and two of them are two', () => {
    const html = render('网址：www.example.com，官网https://example.com/a，文档https://example.com/b了解');
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      'http://www.example.com/',
      'https://example.com/a',
      'https://example.com/b',
    ]);
    expect(html).not.toContain('xn--');
  });
});

describe('what was written stays', () => {
  test('lines, breaks in cells, and angle brackets', () => {
    expect(render('收件人：张三\n电话：138')).toContain('张三<br/>');
    expect(render('| 步 |\n| --- |\n| 甲<br>乙 |')).toMatch(/甲<br\/>\s*乙/);
    expect(render('把 <name> 换成 List<String>，<std:string>')).toContain(
      '把 &lt;name&gt; 换成 List&lt;String&gt;，&lt;std:string&gt;',
    );
  });

  test('cells beyond the head of a table', () => {
    expect(render('| 一 | 二 |\n| --- | --- |\n| 1 | 2 | 3 |')).toContain('>3</td>');
  });

  test('the numbers of a list, unless they only count', () => {
    expect(render('3. 乙\n5. 甲\n6. 丙')).toMatch(/<ol start="3">\s*<li>乙.*<li value="5">甲.*<li>丙/s);
    expect(render('1. 甲\n1. 乙')).not.toContain('value');
  });

  test('targets and definitions that are none', () => {
    expect(render('见[附录](第三页)，f[i](x)')).toContain('见[附录](第三页)，f[i](x)');
    expect(render('[注意]: 请先备份')).toContain('[注意]: 请先备份');
    expect(render('[^1]: 没有用到')).toContain('[^1]: 没有用到');
  });

  test('shares, paths and comparisons', () => {
    expect(render('\\\\10.0.0.5\\共享 与 C:\\_tmp\\[新]')).toContain('\\\\10.0.0.5\\共享 与 C:\\_tmp\\[新]');
    expect(render('见 \\\\nas01\\share\\_x\\.cfg。')).toContain('见 \\\\nas01\\share\\_x\\.cfg。');
    expect(render('- > 25 件\n- >=50')).not.toContain('<blockquote>');
    expect(render('- > 25 件\n- >=50')).toContain('&gt;=50');
    expect(render('> 引用')).toContain('<blockquote>');
  });
});

test('footnotes of two answers share no ids, and their labels are Chinese', () => {
  const answer = <RichMarkdown text={'甲[^1]\n\n[^1]: 注一'} isStreaming={false} />;
  const html = renderToStaticMarkup(
    <IntlProvider locale="zh" timeZone="UTC" messages={{ chat: zh, common }}>
      {answer}
      {answer}
    </IntlProvider>,
  );
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(4);
  for (const [, target] of html.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  expect(html).toContain('>注释</h');
  expect(html).not.toMatch(/Footnotes|Back to/);
});

describe('on paper', () => {
  test('a link shows its address, unless its text is the address', () => {
    expect(render('见[说明书](https://example.com/a?b=1)')).toContain('data-address="https://example.com/a?b=1"');
    expect(render('写信给[客服](mailto:help@example.com)')).toContain('data-address="mailto:help@example.com"');
    for (const text of ['https://example.com/a', '[https://example.com](https://example.com)', '[下文](#down)'])
      expect(render(text)).not.toContain('data-address');
  });
});

describe('tables', () => {
  test.each(['2026-11-23', '2026-11-23 周一', 'SO-10010', '**2026-11-23**'])(
    '%s does not break at its hyphens',
    (cell) => {
      expect(render(`| 日期 | 说明 |\n| --- | --- |\n| ${cell} | 长一些的说明 |`)).toMatch(
        /<td class="md-whole"[^>]*>(?:<strong>)?(?:2026|SO)/,
      );
    },
  );

  test('a cell of words breaks where it must', () => {
    expect(
      render('| 说明 |\n| --- |\n| 2026-11-23 起由上海仓改为杭州仓发货，节假日除外，请提前与客户说明 |\n| 两到三天 |'),
    ).not.toContain('md-whole');
  });
});

describe('nothing of an answer runs or loads', () => {
  test('HTML is shown as the text it is', () => {
    const html = render(
      '前<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n<iframe src="https://evil.test"></iframe>',
    );
    expect(html).not.toMatch(/<(script|img|iframe)/);
    expect(html).toContain('&lt;script&gt;');
  });

  test('remote images stay where they are', () => {
    const html = render('![报表](https://evil.test/p.png?who=me)');
    expect(html).not.toMatch(/<img|url\(/);
    expect(html).toContain('报表');
    expect(html).toContain('evil.test');
  });

  test.each(['[点](javascript:alert(1))', '[点](data:text/html;base64,PHN2Zz4=)', '[点](vbscript:x)'])(
    '%s is no link',
    (text) => {
      expect(render(text)).not.toContain('<a ');
      expect(render(text)).toContain('点');
    },
  );

  test('a link shows its host and sends nothing about the reader', () => {
    const html = render('[银行](https://evil.test/login)');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
    expect(html).toContain('（evil.test）');
  });
});

describe('while it is written', () => {
  test('an open fence is code from its first line on', () => {
    const html = render('看：\n\n```ts\nconst a = 1;\nconst **b', true);
    expect(html).toContain('<figure class="md-fence">');
    expect(html).toContain('const **b');
    expect(html).not.toContain('<strong>');
  });

  test('half a link is its text, half a formula waits, half a bold is bold', () => {
    expect(render('见 [文档](https://exa', true)).not.toContain('<a ');
    expect(render('见 [文档](https://exa', true)).toContain('文档');
    expect(render('设 $$x^2 + ', true)).not.toContain('x^2');
    expect(render('这是**重点', true)).toContain('<strong>重点</strong>');
  });

  test.each([
    '一段文字，**粗体**与`代码`。',
    '- 甲\n- 乙\n\n> 引用',
    '| 甲 | 乙 |\n|---|--:|\n| 1 | 2 |',
    '```ts\nconst a = 1;\n```',
    '# 标题\n\n正文',
  ])('the end moves nothing: %j', (text) => {
    expect(render(text, true)).toBe(render(text, false));
  });
});

test('headings stand right below that of the message, without a gap', () => {
  expect(render('# 一\n\n## 二')).toMatch(/<h3[^>]*>一<\/h3>.*<h4[^>]*>二<\/h4>/s);
  expect(render('### 三\n\n正文')).toContain('<h3 class="md-h3">三</h3>');
  expect(render('###### 六')).toContain('<h3');
});

test('code names its language and can be reached by keyboard', () => {
  const html = render('```python\nprint(1)\n```');
  expect(html).toContain('<span>python</span>');
  expect(html).toContain('<pre role="group" tabindex="0"');
});
