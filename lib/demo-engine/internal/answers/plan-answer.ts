import { answerFromContext } from '@/lib/demo-engine/internal/answers/answer-from-context';
import { answerFromFiles } from '@/lib/demo-engine/internal/answers/answer-from-files';
import { answerFromResults, type ToolResult } from '@/lib/demo-engine/internal/answers/answer-from-results';
import type { AnswerRequest, Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { answerSmallTalk } from '@/lib/demo-engine/internal/answers/answer-small-talk';
import { answerArithmetic } from '@/lib/demo-engine/internal/answers/calculate';
import { continueAnswer } from '@/lib/demo-engine/internal/answers/continue-answer';
import { decideTools } from '@/lib/demo-engine/internal/answers/decide-tools';
import { detectLanguage } from '@/lib/demo-engine/internal/answers/detect-language';
import { readDirective } from '@/lib/demo-engine/internal/answers/directive';
import { asksForTitle, extractTitle } from '@/lib/demo-engine/internal/answers/extract-title';
import { fillerTokens } from '@/lib/demo-engine/internal/answers/filler';
import { readFiles, type GivenFile } from '@/lib/demo-engine/internal/answers/read-files';
import { structuredAnswer } from '@/lib/demo-engine/internal/answers/structured-answer';
import { summarizeText } from '@/lib/demo-engine/internal/answers/summarize-text';
import { writeMarkdown } from '@/lib/demo-engine/internal/answers/write-markdown';
import { propertiesOf } from '@/lib/demo-engine/internal/answers/json-schema';
import { writeReasoning, type AnswerTopic } from '@/lib/demo-engine/internal/answers/write-reasoning';
import type { AnswerDraft } from '@/lib/demo-engine/internal/protocol/answer-plan';
import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

const DEMO_NOTICE: Readonly<Record<Language, string>> = {
  zh: '我是一卡的**演示引擎**，不是大模型，这个问题我无法真正回答。\n\n连接真正的引擎只需两步：\n\n1. 在显卡服务器上启动 vLLM 或 llama.cpp，例如\n\n   ```bash\n   vllm serve Qwen/Qwen3-14B-AWQ --served-model-name qwen3-14b --max-model-len 32768 --reasoning-parser qwen3\n   ```\n\n2. 设置 `ENGINE_URL`（例如 `http://10.0.0.5:8000/v1`）后重新启动一卡。\n\n在此之前，你可以试试工具调用、粘贴一段文字让我摘要、算一道算式，或者让我写一段带表格和代码的示例。',
  en: 'I am Yika’s **demo engine**, not a language model, so I can’t really answer this.\n\nConnecting a real engine takes two steps:\n\n1. Start vLLM or llama.cpp on the machine with the GPU, for example\n\n   ```bash\n   vllm serve Qwen/Qwen3-14B-AWQ --served-model-name qwen3-14b --max-model-len 32768 --reasoning-parser qwen3\n   ```\n\n2. Set `ENGINE_URL` (for example `http://10.0.0.5:8000/v1`) and start Yika again.\n\nUntil then, try a tool, paste a text to summarise, ask for a sum, or ask me to write a sample with a table and code.',
};

const NOT_IN_FILES: Readonly<Record<Language, string>> = {
  zh: '文件里没有找到和这个问题有关的句子（演示引擎只会按字面查找和摘取）。',
  en: 'I found no sentence about this in the files (the demo engine only matches words and extracts).',
};

/** Texts longer than this are summarised when nothing else is asked. */
const LONG_TEXT = 500;
const ASKS_SUMMARY = /总结|摘要|概括|归纳|提炼|要点|summari[sz]e|summary|key points|tl;?dr/i;

interface Topical {
  readonly topic: AnswerTopic;
  readonly text: string;
}

function toolResults(messages: readonly ChatMessage[]): ToolResult[] {
  const start = messages.findLastIndex((message) => message.role === 'user');
  const turn = messages.slice(start + 1);
  const names = new Map(turn.flatMap((message) => message.toolCalls.map((call) => [call.id, call.name] as const)));
  return turn
    .filter((message) => message.role === 'tool')
    .map((message) => ({ toolName: names.get(message.toolCallId) ?? 'tool', content: message.content }));
}

const NO_TOOLS: ReturnType<typeof decideTools> = { calls: [], missing: null };

/** The text of a fenced block in the question. */
function quotedText(question: string): string | null {
  return /^```[^\n]*\n([\s\S]+?)\n```/m.exec(question)?.[1] ?? null;
}

/** The text to summarise: one quoted in the question, the question's own, or the last long message before it. */
function textToSummarise(messages: readonly ChatMessage[], question: string): string | null {
  const quoted = quotedText(question);
  if (quoted !== null) return quoted;
  if (question.length > LONG_TEXT) return question;
  if (!ASKS_SUMMARY.test(question)) return null;
  const earlier = messages.findLast(
    (message) => message.role !== 'tool' && message.content !== question && message.content.length > 200,
  );
  if (earlier !== undefined) return earlier.content;
  return question.length > 40 ? question : null;
}

function answerText(
  messages: readonly ChatMessage[],
  files: readonly GivenFile[],
  question: string,
  language: Language,
): Topical {
  const results = toolResults(messages);
  if (results.length > 0) return { topic: 'results', text: answerFromResults(results, question, language) };
  const fromFiles = answerFromFiles(files, question, language);
  if (fromFiles !== null) return { topic: 'context', text: fromFiles };
  const long = textToSummarise(messages, question);
  if (long !== null) {
    const found = ASKS_SUMMARY.test(question)
      ? null
      : answerFromContext([{ role: 'user', content: long }], question.slice(-200), language);
    return found === null
      ? {
          topic: 'summary',
          text: summarizeText(
            long.replace(/^[^\n]{0,60}(总结|摘要|概括|summari[sz]e)[^\n]{0,60}[\n:：]+/i, ''),
            language,
          ),
        }
      : { topic: 'context', text: found };
  }
  const sum = answerArithmetic(question, language);
  if (sum !== null) return { topic: 'arithmetic', text: sum };
  const context = answerFromContext(
    messages.filter((message) => message.content !== question),
    question,
    language,
  );
  if (context !== null) return { topic: 'context', text: context };
  const talk = answerSmallTalk(question, language);
  if (talk !== null) return { topic: 'small-talk', text: talk };
  if (files.length > 0) return { topic: 'context', text: NOT_IN_FILES[language] };
  const written = writeMarkdown(question, language);
  return written === null ? { topic: 'demo', text: DEMO_NOTICE[language] } : { topic: 'writing', text: written };
}

function draftAnswer(request: AnswerRequest, given: readonly ChatMessage[]): AnswerDraft {
  const { files, messages } = readFiles(given);
  const said = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const question = said.replace(/(^|\s)\/(?:no_)?think(?=\s|$)/g, '$1').trim();
  const spoken = question.replace(/\[\[demo[^\]]*\]\]/g, '');
  const language = detectLanguage(
    spoken,
    messages
      .map((message) => message.content)
      .join(' ')
      .replace(/\[\[demo[^\]]*\]\]/g, ''),
  );
  const directive = readDirective(question);
  if (directive !== null && !asksForTitle(messages)) {
    const think = request.isThinkingOn ? fillerTokens(language, directive.think) : [];
    return { reasoning: think, content: fillerTokens(language, directive.tokens), toolCalls: [] };
  }
  const reason = (topic: AnswerTopic): string[] =>
    request.isThinkingOn ? writeReasoning(question, topic, language, request.reasoningTokens) : [];
  if (asksForTitle(messages))
    return { reasoning: reason('small-talk'), content: splitTokens(extractTitle(messages)), toolCalls: [] };
  // A quoted text is what the question is about, whatever words stand in it.
  const decision = quotedText(question) === null ? decideTools(request, messages, question) : NO_TOOLS;
  if (decision.calls.length > 0) return { reasoning: reason('tools'), content: [], toolCalls: decision.calls };
  const structured = structuredAnswer(request, question);
  if (structured !== null) return { reasoning: reason('demo'), content: splitTokens(structured), toolCalls: [] };
  if (decision.missing !== null && toolResults(messages).length === 0) {
    const { tool, parameters } = decision.missing;
    const titles = new Map(propertiesOf(tool.parameters).map(([name, schema]) => [name, schema.title]));
    const names = parameters
      .map((name) => {
        const title = titles.get(name);
        return typeof title === 'string' ? title : name;
      })
      .join(language === 'zh' ? '、' : ', ');
    const text =
      language === 'zh'
        ? `可以用“${tool.name}”来查，但还缺少：${names}。请补充后再问我。`
        : `I can look this up with “${tool.name}”, but I still need: ${names}. Add it and ask again.`;
    return { reasoning: reason('tools'), content: splitTokens(text), toolCalls: [] };
  }
  const answer = answerText(messages, files, question, language);
  return { reasoning: reason(answer.topic), content: splitTokens(answer.text), toolCalls: [] };
}

/**
 * What the demo engine says to a conversation: by fixed rules, always the same for the same conversation, in the
 * language of the last question. A continuation goes on with the very text that was cut.
 */
export function planAnswer(request: AnswerRequest): AnswerDraft {
  const begun = request.continuesFinalMessage ? request.messages.at(-1) : undefined;
  const messages = begun === undefined ? request.messages : request.messages.slice(0, -1);
  const draft = draftAnswer(request, messages);
  return begun === undefined ? draft : continueAnswer(draft, begun);
}
