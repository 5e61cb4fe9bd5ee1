import { ACTIONS, findConcepts, TOPICS } from '@/lib/demo-engine/internal/answers/concepts';
import { findCities, findIds } from '@/lib/demo-engine/internal/answers/extract-values';
import { fillSlots, type SlotSource } from '@/lib/demo-engine/internal/answers/fill-slots';
import { descriptionOf, propertiesOf, schemaOf } from '@/lib/demo-engine/internal/answers/json-schema';
import type { ChatTool } from '@/lib/demo-engine/internal/protocol/chat-request';

export interface PlannedCall {
  readonly name: string;
  readonly arguments: string;
}

export interface ToolDecision {
  readonly calls: readonly PlannedCall[];
  /** A tool that fits but cannot be called yet, and what the question does not say. */
  readonly missing: { readonly tool: ChatTool; readonly parameters: readonly string[] } | null;
}

/** Questions longer than this are texts to work on, not look-ups. */
const LONGEST_QUESTION = 600;

const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .toLowerCase();

const COMMON = new Set([
  '查询',
  '一下',
  '什么',
  '多少',
  '可以',
  '怎么',
  '如何',
  '我们',
  '请问',
  '这个',
  '那个',
  '根据',
  '返回',
  '用户',
  '信息',
  '公司',
  '使用',
  '今天',
  '明天',
]);

function sharedPairs(question: string, description: string): number {
  const pairs = new Set<string>();
  for (const run of question.match(/[\u4e00-\u9fff]{2,}/g) ?? []) {
    for (let index = 0; index + 2 <= run.length; index += 1) {
      const pair = run.slice(index, index + 2);
      if (!COMMON.has(pair) && description.includes(pair)) pairs.add(pair);
    }
  }
  return pairs.size;
}

function wantsId(tool: ChatTool): boolean {
  return propertiesOf(tool.parameters).some(
    ([name, schema]) => /(^|_)(id|no|number)$|Id$|No$/.test(name) || /编号|单号/.test(descriptionOf(schema)),
  );
}

/** Whether a question says next to nothing but its ids, as 查一下 SO-10010 does: then the id alone may choose a tool. */
const isLittleMoreThan = (ids: readonly string[], question: string): boolean =>
  ids.reduce((text, id) => text.replaceAll(id, ''), question).replace(/[\s\p{P}]/gu, '').length <= 3;

interface ScoredTool {
  readonly tool: ChatTool;
  readonly score: number;
  readonly topics: ReadonlySet<string>;
}

function scoreTool(tool: ChatTool, question: string): ScoredTool {
  const lower = question.toLowerCase();
  const name = words(tool.name);
  const description = tool.description.toLowerCase();
  const asked = findConcepts(lower, TOPICS);
  const named = findConcepts(name, TOPICS);
  const described = findConcepts(description, TOPICS);
  const topics = new Set([...asked].filter((topic) => named.has(topic) || described.has(topic)));
  let score = lower.includes(tool.name.toLowerCase()) ? 12 : 0;
  for (const topic of topics) score += (named.has(topic) ? 4 : 0) + (described.has(topic) ? 2 : 0);
  score += Math.min(4, sharedPairs(question, tool.description));
  const ids = findIds(question);
  if (ids.length > 0 && wantsId(tool) && (score > 0 || isLittleMoreThan(ids, question))) score += 3;
  const askedActions = findConcepts(lower, ACTIONS);
  const toolActions = findConcepts(name, ACTIONS);
  for (const action of toolActions) score += askedActions.has(action) ? 4 : -8;
  if (toolActions.size === 0 && [...askedActions].some((action) => action !== 'run')) score -= 1;
  return { tool, score, topics };
}

const THRESHOLD = 3;

/** The best tool for each topic of the question; every tool once. */
function chooseTools(tools: readonly ChatTool[], question: string): ChatTool[] {
  const scored = tools.map((tool) => scoreTool(tool, question)).filter((one) => one.score >= THRESHOLD);
  scored.sort((first, second) => second.score - first.score);
  const covered = new Set<string>();
  const chosen: ChatTool[] = [];
  for (const { tool, topics } of scored) {
    const isNew = chosen.length === 0 || [...topics].some((topic) => !covered.has(topic));
    if (!isNew) continue;
    for (const topic of topics) covered.add(topic);
    chosen.push(tool);
  }
  return chosen;
}

/** One call for each city or id that the question names, when the tool takes one at a time. */
function splitQuestion(tool: ChatTool, question: string): string[] {
  const takesList = propertiesOf(tool.parameters).some(([, schema]) => schemaOf(schema).type === 'array');
  if (takesList) return [question];
  const takesCity = propertiesOf(tool.parameters).some(
    ([name, schema]) => /city|location/i.test(name) || /城市|地点/.test(descriptionOf(schema)),
  );
  const values = takesCity ? findCities(question) : wantsId(tool) ? findIds(question) : [];
  if (values.length < 2) return [question];
  const without = (kept: string): string =>
    values.reduce(
      (text, value) =>
        value === kept ? text : text.replace(new RegExp(value.replace(/[^\w\u4e00-\u9fff]/g, '\\$&'), 'gi'), ' '),
      question,
    );
  return values.map(without);
}

/** Calls of one tool for a question; null and what is missing when it cannot be called yet. */
export function planCalls(tool: ChatTool, source: SlotSource): { calls: PlannedCall[]; missing: readonly string[] } {
  const calls: PlannedCall[] = [];
  let missing: readonly string[] = [];
  for (const question of splitQuestion(tool, source.question)) {
    const filled = fillSlots(tool.parameters, { ...source, question });
    if (filled.values === null) missing = filled.missing;
    else calls.push({ name: tool.name, arguments: JSON.stringify(filled.values) });
  }
  return { calls, missing };
}

/** Which offered tools fit a question, with arguments; nothing when none does. Never a tool that is not offered. */
export function matchTools(tools: readonly ChatTool[], source: SlotSource): ToolDecision {
  if (source.question.length > LONGEST_QUESTION) return { calls: [], missing: null };
  const calls: PlannedCall[] = [];
  let missing: ToolDecision['missing'] = null;
  for (const tool of chooseTools(tools, source.question.replace(/流程图|时序图|架构图|示意图/g, ''))) {
    const planned = planCalls(tool, source);
    calls.push(...planned.calls);
    if (planned.calls.length === 0) missing ??= { tool, parameters: planned.missing };
  }
  return { calls, missing: calls.length > 0 ? null : missing };
}
