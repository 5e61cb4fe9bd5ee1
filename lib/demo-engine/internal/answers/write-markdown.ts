import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { fillerSentences } from '@/lib/demo-engine/internal/answers/filler';
import { searchText } from '@/lib/demo-engine/internal/answers/fill-slots';
import { countTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

type Text = Readonly<Record<Language, string>>;

interface Block {
  readonly asked: RegExp;
  readonly text: Text;
}

const INLINE_FORMULA = '$T_n$';

const BLOCKS: readonly Block[] = [
  {
    asked: /代码|程序|脚本|函数|python|javascript|typescript|sql|\bcode\b|function|script|program/i,
    text: {
      zh: '## 代码\n\n```python\nfrom dataclasses import dataclass\n\n\n@dataclass\nclass Order:\n    number: str\n    amount: float\n\n\ndef total(orders: list[Order]) -> float:\n    """合计金额，单位：元。"""\n    return round(sum(order.amount for order in orders), 2)\n\n\nprint(total([Order("YK20261122001", 128.5), Order("YK20261122002", 71.5)]))  # 200.0\n```\n\n调用 `total()` 即可得到合计，结果保留两位小数。',
      en: '## Code\n\n```python\nfrom dataclasses import dataclass\n\n\n@dataclass\nclass Order:\n    number: str\n    amount: float\n\n\ndef total(orders: list[Order]) -> float:\n    """Sum of the amounts, in yuan."""\n    return round(sum(order.amount for order in orders), 2)\n\n\nprint(total([Order("YK20261122001", 128.5), Order("YK20261122002", 71.5)]))  # 200.0\n```\n\nCall `total()` to get the sum, rounded to two places.',
    },
  },
  {
    asked: /表格|对比|比较|\btable\b|compare|comparison/i,
    text: {
      zh: '## 表格\n\n| 方案 | 显存 | 同时运行 | 单路速度 |\n| --- | ---: | ---: | ---: |\n| INT4 权重，16 位缓存 | 24 GB | 3 路 | 80 token/秒 |\n| INT4 权重，8 位缓存 | 24 GB | 5 路 | 74 token/秒 |\n| INT8 权重 | 48 GB | 6 路 | 62 token/秒 |',
      en: '## Table\n\n| Option | Memory | At once | One stream |\n| --- | ---: | ---: | ---: |\n| INT4 weights, 16-bit cache | 24 GB | 3 | 80 tokens/s |\n| INT4 weights, 8-bit cache | 24 GB | 5 | 74 tokens/s |\n| INT8 weights | 48 GB | 6 | 62 tokens/s |',
    },
  },
  {
    asked: /公式|数学|方程|推导|formula|equation|\bmath/i,
    text: {
      zh: `## 公式\n\n第 $n$ 位的等待时间 ${INLINE_FORMULA} 由前面各人的剩余 token 决定：\n\n$$\nT_n = \\sum_{i=1}^{n-1} \\left( \\frac{p_i}{r_{\\text{pre}}} + \\frac{g_i}{r_{\\text{dec}}} \\right)\n$$\n\n其中 $p_i$ 是提示词长度，$g_i$ 是预计输出长度，$r$ 是相应的速度。`,
      en: `## Formula\n\nThe wait ${INLINE_FORMULA} of person $n$ follows from what those ahead still need:\n\n$$\nT_n = \\sum_{i=1}^{n-1} \\left( \\frac{p_i}{r_{\\text{pre}}} + \\frac{g_i}{r_{\\text{dec}}} \\right)\n$$\n\nwhere $p_i$ is the prompt length, $g_i$ the expected output and $r$ the rate of each.`,
    },
  },
  {
    asked: /流程图|时序图|架构图|示意图|mermaid|diagram|flow ?chart/i,
    text: {
      zh: '## 流程图\n\n```mermaid\nflowchart LR\n  A[提问] --> B{有空位吗}\n  B -- 有 --> C[预读]\n  B -- 没有 --> D[排队]\n  D --> B\n  C --> E[逐词输出]\n  E --> F[完成]\n```',
      en: '## Diagram\n\n```mermaid\nflowchart LR\n  A[Question] --> B{Free slot?}\n  B -- yes --> C[Prefill]\n  B -- no --> D[Queue]\n  D --> B\n  C --> E[Decode]\n  E --> F[Done]\n```',
    },
  },
];

const OPENING: Text = {
  zh: '下面是演示引擎写的示例文字，用来查看排版；内容不是模型的回答。\n\n## 背景\n\n',
  en: 'This is sample text of the demo engine, to see the layout; it is not the answer of a model.\n\n## Background\n\n',
};

const LIST: Text = {
  zh: '## 要点\n\n1. **先说结论**：把最重要的一句放在最前面。\n2. **再给依据**：写明数字、日期和来源。\n3. **最后是下一步**：\n   - 谁来做\n   - 什么时候完成\n   - 怎样算完成\n\n> 引用：好的文字让人少读一遍。',
  en: '## Points\n\n1. **Conclusion first:** the most important sentence comes first.\n2. **Then the grounds:** figures, dates and where they come from.\n3. **Then the next step:**\n   - who does it\n   - by when\n   - what counts as done\n\n> Good writing saves a second reading.',
};

const ASKS_TO_WRITE =
  /写|撰写|起草|生成|列出|画|示例|举例|排版|markdown|\b(write|draft|compose|generate|draw|show me|list|example|essay|story)\b/i;

/** Length that a question asks for, in tokens; null when it says none. */
function askedLength(question: string): number | null {
  const zh = /(\d{2,5})\s*(?:个)?(?:字|词)/.exec(question);
  if (zh !== null) return Math.round(Number(zh[1]) / 1.5);
  const en = /(\d{2,5})[ -]words?/i.exec(question);
  return en === null ? null : Math.round(Number(en[1]) * 1.2);
}

/**
 * A long text in Markdown with what the question asks to see (code, table, formula, diagram), or null when it asks for
 * none.
 */
export function writeMarkdown(question: string, language: Language): string | null {
  const blocks = BLOCKS.filter((block) => block.asked.test(question));
  const asksToWrite = ASKS_TO_WRITE.test(question);
  if (!asksToWrite && (blocks.length === 0 || question.length > 80)) return null;
  const isEverything = /markdown|排版|所有格式/i.test(question);
  const shown = isEverything ? BLOCKS : blocks;
  const title = '# ' + (searchText(question).split('\n')[0] ?? '').slice(0, 40);
  const parts = shown.map((block) => block.text[language]);
  const frame = title + '\n\n' + OPENING[language];
  const rest = '\n\n' + [LIST[language], ...parts].join('\n\n');
  const length = askedLength(question);
  const body = length === null ? 120 : Math.max(20, length - countTokens(frame + rest));
  return frame + fillerSentences(language, body) + rest;
}
