import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

const SENTENCES: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '一张显卡同时只能照顾两三个人，所以排队要公平，等待要说得清楚。',
    '提示词先被一次读完，随后逐个 token 写出答案，速度由同时运行的人数决定。',
    '缓存以块为单位分配，每块十六个 token，用完就只能等别人先结束。',
    '如果两次提问的开头相同，前缀缓存能省下大部分预读时间。',
    '这段文字由演示引擎生成，用来检验流式输出、断线恢复和长文排版。',
    '客服最关心的是订单走到哪里、什么时候送到、能不能退款。',
    '管理员最关心的是谁在用、用了多少、有没有越权。',
    '会议纪要应当写明结论、负责人和截止日期，其余可以从略。',
    '合同里的金额、日期和违约条款必须逐条核对，不能凭印象。',
    '好的界面让人随时知道现在在做什么、还要等多久、下一步能做什么。\n\n',
  ],
  en: [
    'One card serves two or three people at a time, so the queue has to be fair and honest. ',
    'The prompt is read in one go, then the answer is written token by token. ',
    'Cache is handed out in blocks of sixteen tokens, and when it is gone somebody has to wait. ',
    'When two questions begin the same way, the prefix cache saves most of the reading. ',
    'This text comes from the demo engine, to try streaming, recovery and long layouts. ',
    'An agent wants to know where the order is, when it arrives and whether it can be refunded. ',
    'An admin wants to know who used what, and how much of it. ',
    'Minutes of a meeting name the decision, the owner and the date. ',
    'Amounts, dates and penalties of a contract are checked one by one. ',
    'A good screen says what happens now, how long it takes and what comes next.\n\n',
  ],
};

const TOKENS: Readonly<Record<Language, readonly string[]>> = {
  zh: SENTENCES.zh.flatMap(splitTokens),
  en: SENTENCES.en.flatMap(splitTokens),
};

/** About `count` tokens of natural text, in whole sentences. */
export function fillerSentences(language: Language, count: number): string {
  const text = fillerTokens(language, count).join('');
  const end = Math.max(text.lastIndexOf('。'), text.lastIndexOf('. '));
  return text.slice(0, end + 1).trim();
}

/** Exactly `count` tokens of natural text. */
export function fillerTokens(language: Language, count: number): string[] {
  const source = TOKENS[language];
  const tokens: string[] = [];
  while (tokens.length < count) tokens.push(...source.slice(0, count - tokens.length));
  return tokens;
}
