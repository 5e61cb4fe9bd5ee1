import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { isRecord } from '@/lib/demo-engine/internal/answers/json-schema';
import { labelOf } from '@/lib/demo-engine/internal/answers/result-labels';
import { pickSentences } from '@/lib/demo-engine/internal/answers/summarize-text';

export interface ToolResult {
  readonly toolName: string;
  readonly content: string;
}

const MOST_ROWS = 10;
const MOST_LINES = 16;

/** What an approver changed stands before the data. */
const CHANGED = /^\[The arguments were changed before the approval: [^\n]*\]\n/;
/** A call that was not made, or failed. */
const MISSED = /^Call of the tool "[^"]*": (invalid|refused|failed|cancelled|waiting|running)\./;
const MISSED_WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  invalid: { zh: '参数不对，没有执行', en: 'was not called: its arguments were wrong' },
  refused: { zh: '没有获准，没有执行', en: 'was not called: it was not allowed' },
  failed: { zh: '没有成功', en: 'did not succeed' },
  cancelled: { zh: '已取消', en: 'was cancelled' },
  waiting: { zh: '已提交，等待审批，有结果后会告诉你', en: 'waits for approval; the result will follow' },
  running: { zh: '已批准，正在执行，有结果后会告诉你', en: 'was approved and is running; the result will follow' },
};

/**
 * The data of a result: JSON, also between marks that say where data begins and ends, and inside the text parts that
 * MCP wraps around it.
 */
function readData(content: string): unknown {
  const marked = /^\[data (\w+)\]\n([\s\S]*)\n\[end of data \1\]$/m.exec(content)?.[2];
  if (marked !== undefined) return readData(marked.replace(CHANGED, ''));
  try {
    const value: unknown = JSON.parse(content);
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((part) => isRecord(part) && typeof part.text === 'string')
    ) {
      return readData(value.map((part: unknown) => (isRecord(part) ? String(part.text) : '')).join('\n'));
    }
    if (isRecord(value) && isRecord(value.data) && Object.keys(value).length <= 3) return value.data;
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return content;
    throw error;
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function show(value: unknown, language: Language): string {
  if (typeof value === 'boolean') return language === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no';
  if (isScalar(value)) return String(value);
  if (Array.isArray(value)) return value.map((one) => show(one, language)).join(language === 'zh' ? '、' : ', ');
  return JSON.stringify(value);
}

function table(rows: readonly Readonly<Record<string, unknown>>[], language: Language): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 6);
  const cell = (value: unknown): string =>
    value === undefined || value === null ? '' : show(value, language).replaceAll('|', '\\|').replaceAll('\n', ' ');
  const lines = rows
    .slice(0, MOST_ROWS)
    .map((row) => '| ' + columns.map((column) => cell(row[column])).join(' | ') + ' |');
  const head =
    '| ' +
    columns.map((column) => labelOf(column, language)).join(' | ') +
    ' |\n| ' +
    columns.map(() => '---').join(' | ') +
    ' |';
  const more =
    rows.length > MOST_ROWS
      ? language === 'zh'
        ? `\n\n共 ${rows.length} 条，显示前 ${MOST_ROWS} 条。`
        : `\n\n${rows.length} rows, the first ${MOST_ROWS} shown.`
      : '';
  return head + '\n' + lines.join('\n') + more;
}

/** Key and value of everything in a result, nested objects flattened, lists of objects as tables. */
function describe(data: unknown, language: Language): string {
  if (isScalar(data)) return String(data);
  if (Array.isArray(data)) {
    const rows = data.filter(isRecord);
    if (rows.length > 0) return table(rows, language);
    return data.length === 0
      ? language === 'zh'
        ? '没有结果。'
        : 'No results.'
      : data.map((one) => '- ' + show(one, language)).join('\n');
  }
  if (!isRecord(data)) return language === 'zh' ? '没有内容。' : 'Nothing.';
  const lines: string[] = [];
  const tables: string[] = [];
  const walk = (record: Readonly<Record<string, unknown>>): void => {
    for (const [key, value] of Object.entries(record)) {
      if (value === null || value === undefined || value === '') continue;
      if (Array.isArray(value) && value.some(isRecord))
        tables.push('**' + labelOf(key, language) + '**\n\n' + table(value.filter(isRecord), language));
      else if (isRecord(value)) walk(value);
      else
        lines.push('- **' + labelOf(key, language) + '**' + (language === 'zh' ? '：' : ': ') + show(value, language));
    }
  };
  walk(data);
  return [lines.slice(0, MOST_LINES).join('\n'), ...tables].filter((part) => part !== '').join('\n\n');
}

function errorOf(data: unknown, content: string): string | null {
  if (!isRecord(data)) {
    return /^(error\b|错误|拒绝|被拒绝|未获批准|denied|refused|not (allowed|permitted|granted))/i.test(content.trim())
      ? content.trim()
      : null;
  }
  const hasFailed = data.ok === false || data.success === false;
  const error = data.error ?? (hasFailed ? (data.message ?? 'failed') : null);
  if (error === null || error === false) return null;
  if (typeof error === 'string') return error;
  const message = isRecord(error) ? error.message : null;
  return typeof message === 'string' ? message : JSON.stringify(error);
}

function advice(content: string, toolName: string, language: Language): string {
  const isWeather = /weather|天气/i.test(toolName) || /气温|temperature|湿度|humidity/i.test(content);
  if (!isWeather) return '';
  const isDry =
    /"?(?:precipitation|rain|rain_probability|降水量?|降水概率)"?\s*[:：]\s*"?0(?!\.?\d*[1-9])/i.test(content) ||
    /无雨|no rain/i.test(content);
  const isWet = !isDry && /雨|rain|shower|storm|雪|snow/i.test(content);
  if (language === 'zh') return isWet ? '建议带上雨具，出行注意路滑。' : '没有降水迹象，可以不带伞。';
  return isWet ? 'Take an umbrella, and mind slippery roads.' : 'No sign of rain, so no umbrella is needed.';
}

/** What is said of a call without a result, with the reason somebody gave. */
function missed({ toolName, content }: ToolResult, data: unknown, language: Language): string | null {
  const words = MISSED_WORDS[MISSED.exec(content)?.[1] ?? '']?.[language];
  if (words === undefined) return null;
  const reason = typeof data === 'string' ? /"(?:reason|excerpt)":"([^"\\{]{1,200})"/.exec(data)?.[1] : undefined;
  const cause = reason === undefined ? '' : (language === 'zh' ? '：' : ': ') + reason.replace(/[。.]$/, '');
  return `\`${toolName}\` ${words}${cause}${language === 'zh' ? '。' : '.'}`;
}

function answerOne(result: ToolResult, question: string, language: Language): string {
  const data = readData(result.content);
  const without = missed(result, data, language);
  if (without !== null) return without;
  const error = errorOf(data, result.content);
  if (error !== null)
    return language === 'zh'
      ? `工具 \`${result.toolName}\` 没有执行成功：${error}`
      : `The tool \`${result.toolName}\` did not succeed: ${error}`;
  const isLongText = typeof data === 'string' && data.length > 400;
  const body = isLongText
    ? pickSentences(data, question, 4)
        .map((one) => '- ' + one)
        .join('\n')
    : describe(data, language);
  return [body, advice(result.content, result.toolName, language)].filter((part) => part !== '').join('\n\n');
}

/** An answer from what the tools returned: their figures and words, never others. */
export function answerFromResults(results: readonly ToolResult[], question: string, language: Language): string {
  const answers = results.map((result) => answerOne(result, question, language));
  const intro = language === 'zh' ? '根据查询结果：' : 'From what the tools returned:';
  if (answers.length === 1) return intro + '\n\n' + (answers[0] ?? '');
  return (
    intro +
    '\n\n' +
    results.map((result, index) => `### ${index + 1}. ${result.toolName}\n\n${answers[index] ?? ''}`).join('\n\n')
  );
}
