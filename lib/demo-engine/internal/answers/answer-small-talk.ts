import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';

interface Reply {
  readonly asked: RegExp;
  readonly zh: string;
  readonly en: string;
}

const REPLIES: readonly Reply[] = [
  {
    asked: /你是谁|你叫什么|介绍一下你自己|你是什么(模型)?|who are you|what are you|your name/i,
    zh: '我是一卡的演示引擎，不是大模型：我按固定规则回答，用来在没有显卡时试用排队、流式输出和工具调用。管理员把 `ENGINE_URL` 指向真正的引擎后，就由 Qwen3-14B 来回答你。',
    en: 'I am Yika’s demo engine, not a language model: I answer by fixed rules, so that the queue, streaming and tools can be tried without a GPU. Once an admin points `ENGINE_URL` at a real engine, Qwen3-14B answers you.',
  },
  {
    asked: /你能做什么|你会什么|有什么功能|what can you do|help me get started/i,
    zh: '作为演示引擎，我能做这些事：\n\n- 调用管理员开放的工具，并根据结果回答\n- 从你粘贴的文字里摘取要点\n- 做简单的四则运算\n- 输出带标题、列表、表格、代码、公式和流程图的示例\n\n真正的问答需要连接引擎（设置 `ENGINE_URL`）。',
    en: 'As a demo engine I can:\n\n- call the tools you are allowed to use, and answer from their results\n- pick the key points out of a text you paste\n- do simple arithmetic\n- show samples with headings, lists, tables, code, formulas and diagrams\n\nReal answers need a real engine (set `ENGINE_URL`).',
  },
  {
    asked: /谢谢|多谢|感谢|thank/i,
    zh: '不客气，还有需要帮忙的，随时告诉我。',
    en: 'You’re welcome. Let me know if there is anything else.',
  },
  { asked: /再见|拜拜|good ?bye|^bye/i, zh: '再见，祝你工作顺利。', en: 'Goodbye, and have a good day.' },
  {
    asked: /现在几点|什么时间|今天几号|今天星期几|what time|what day|what.s the date/i,
    zh: '我看不到时钟：没有提供时间的工具，我无法知道现在的日期和时间。',
    en: 'I can’t see a clock: without a tool that tells the time I do not know the date or the hour.',
  },
  {
    asked: /天气|weather/i,
    zh: '我没有可用的天气工具，无法查询实时天气。请管理员开放天气工具后再问我。',
    en: 'I have no weather tool, so I can’t look up the weather. Ask me again once an admin grants one.',
  },
  {
    asked: /^(你好|您好|哈喽|嗨|早上好|下午好|晚上好|在吗|hi|hello|hey|good (morning|afternoon|evening))/i,
    zh: '你好，我是一卡的演示引擎，有什么可以帮你？',
    en: 'Hello, I am Yika’s demo engine. What can I do for you?',
  },
];

const LONGEST_SMALL_TALK = 60;

/** An answer to small talk, or null. */
export function answerSmallTalk(question: string, language: Language): string | null {
  const text = question.trim();
  if (text.length > LONGEST_SMALL_TALK) return null;
  const reply = REPLIES.find((one) => one.asked.test(text));
  return reply === undefined ? null : reply[language];
}
