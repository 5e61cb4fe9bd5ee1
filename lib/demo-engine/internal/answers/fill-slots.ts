import {
  findCities,
  findEmails,
  findExpression,
  findIds,
  findNumberBefore,
  findNumbers,
  findPhones,
  findQuoted,
  findUrls,
} from '@/lib/demo-engine/internal/answers/extract-values';
import { findDates } from '@/lib/demo-engine/internal/answers/extract-dates';
import {
  descriptionOf,
  enumOf,
  propertiesOf,
  requiredOf,
  schemaOf,
  typeOf,
  type JsonSchema,
} from '@/lib/demo-engine/internal/answers/json-schema';

export interface SlotSource {
  readonly question: string;
  readonly today: Date;
  /** Whether values may be made up where the question says nothing (`tool_choice: required`). */
  readonly mayGuess: boolean;
}

const POLITE =
  /^(请问|请|麻烦|帮我|帮忙|我想|能不能|可以|查一下|查询一下|查查|查询|查|搜索一下|搜索|搜一下|please|can you|could you|tell me|look up|search for|find)\s*/i;

/** The question without its politeness: what a search box would get. */
export function searchText(question: string): string {
  let text = question.trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(POLITE, '');
  }
  return text.replace(/[。？！?!.\s]+$/, '').slice(0, 200) || question.trim().slice(0, 200);
}

const namedLike = (name: string, schema: JsonSchema, pattern: RegExp): boolean =>
  pattern.test(name) || pattern.test(descriptionOf(schema));

function fitsPattern(schema: JsonSchema, value: string): boolean {
  const pattern = schema.pattern;
  return typeof pattern !== 'string' || new RegExp(pattern).test(value);
}

const ENUM_WORDS: readonly (readonly [RegExp, RegExp])[] = [
  [/high|urgent|p1/i, /紧急|加急|高优先|urgent|high/i],
  [/low/i, /不急|低优先|low/i],
  [/celsius|metric|^c$/i, /摄氏|℃|celsius/i],
  [/fahrenheit|imperial|^f$/i, /华氏|℉|fahrenheit/i],
  [/annual/i, /年假/],
  [/sick/i, /病假/],
  [/personal/i, /事假/],
  [/month/i, /月/],
  [/week/i, /周/],
  [/year/i, /年度|全年|今年/],
  [/quarter/i, /季度/],
  [/day/i, /日|天/],
];

function fillEnum(schema: JsonSchema, source: SlotSource, isRequired: boolean): unknown {
  const values = enumOf(schema);
  const lower = source.question.toLowerCase();
  const literal = values.find((value) => lower.includes(String(value).toLowerCase()));
  if (literal !== undefined) return literal;
  const meant = values.find((value) =>
    ENUM_WORDS.some(([name, words]) => name.test(String(value)) && words.test(source.question)),
  );
  if (meant !== undefined) return meant;
  return isRequired ? (schema.default ?? values[0]) : undefined;
}

function fillNumber(name: string, schema: JsonSchema, source: SlotSource, isRequired: boolean): number | undefined {
  const { question } = source;
  const isInteger = typeOf(schema) === 'integer';
  const exact = (value: number | null | undefined): number | undefined =>
    value === null || value === undefined ? undefined : isInteger ? Math.round(value) : value;
  const like = (pattern: RegExp): boolean => namedLike(name, schema, pattern);
  if (like(/days|天数/i)) return exact(findNumberBefore(question, '天|日|days?')) ?? (isRequired ? 1 : undefined);
  if (like(/limit|top|count|条数|前几/i) && !isRequired) return exact(findNumberBefore(question, '条|个|项|results?'));
  if (like(/amount|price|金额|价|款|money/i)) {
    return (
      exact(findNumberBefore(question, '元|块|万|rmb|cny|yuan|dollars?|usd')) ??
      exact(findNumbers(question)[0]) ??
      (source.mayGuess ? 1 : undefined)
    );
  }
  const minimum = typeof schema.minimum === 'number' ? schema.minimum : 1;
  return isRequired ? (exact(findNumbers(question)[0]) ?? (source.mayGuess ? minimum : undefined)) : undefined;
}

function reasonIn(question: string): string | undefined {
  const found = /(?:因为|原因是?[:：]?|理由是?[:：]?|由于|because)\s*([^，。；,;]{2,100})/i.exec(question);
  return found?.[1]?.trim();
}

/** Every value of the question that a text parameter could mean, best first. */
function textCandidates(name: string, schema: JsonSchema, source: SlotSource, isRequired: boolean): string[] {
  const { question, today } = source;
  const like = (pattern: RegExp): boolean => namedLike(name, schema, pattern);
  if (schema.format === 'date' || like(/date|日期|(^|_)day($|_)|哪天/i)) {
    const wantsIso =
      schema.format === 'date' || /YYYY|ISO|\d{4}-/i.test(descriptionOf(schema)) || schema.pattern !== undefined;
    return findDates(question, today).map((date) => (wantsIso ? date.iso : date.words));
  }
  if (/city|location|place/i.test(name) || like(/城市|地点|city/i)) {
    const after = /\b(?:in|for|at)\s+([A-Z][\w' -]{1,30}?)(?=\s+(?:today|tomorrow|now)|[?.!,]|$)/.exec(question)?.[1];
    return findCities(question).length > 0 ? findCities(question) : after === undefined ? [] : [after];
  }
  if (schema.format === 'email' || like(/e-?mail|邮箱|收件人/i)) return findEmails(question);
  if (like(/phone|mobile|手机|电话/i)) return findPhones(question);
  if (schema.format === 'uri' || /url|link/i.test(name)) return findUrls(question);
  if (like(/expression|算式|表达式|formula/i)) {
    const expression = findExpression(question);
    return expression === null ? [] : [expression];
  }
  if (/(^|_)(id|no|number|code|sku)$|Id$|No$|Number$/.test(name) || like(/编号|单号|号码|订单号|工号/))
    return findIds(question);
  if (like(/reason|原因|理由/i)) {
    const reason = reasonIn(question);
    return reason === undefined ? (isRequired ? [searchText(question)] : []) : [reason];
  }
  const quoted = findQuoted(question);
  if (quoted.length > 0) return quoted;
  const afterColon = /[:：]\s*(\S[\s\S]*)$/.exec(question)?.[1];
  if (
    afterColon !== undefined &&
    isRequired &&
    like(/text|content|message|body|title|subject|description|标题|内容|描述|正文/i)
  )
    return [searchText(afterColon)];
  if (
    like(
      /query|keyword|question|search|text|content|message|body|subject|title|description|summary|name|q$|关键词|问题|内容|标题|描述|正文|名称|名字/i,
    ) &&
    isRequired
  ) {
    return [searchText(question)];
  }
  return [];
}

function fillText(name: string, schema: JsonSchema, source: SlotSource, isRequired: boolean): string | undefined {
  const candidates = textCandidates(name, schema, source, isRequired);
  const fitting = candidates.find((value) => fitsPattern(schema, value));
  if (fitting !== undefined || !isRequired || !source.mayGuess) return fitting;
  return searchText(source.question);
}

function fillValue(name: string, schema: JsonSchema, source: SlotSource, isRequired: boolean): unknown {
  if (enumOf(schema).length > 0) return fillEnum(schema, source, isRequired);
  switch (typeOf(schema)) {
    case 'integer':
    case 'number':
      return fillNumber(name, schema, source, isRequired);
    case 'boolean':
      return isRequired ? (schema.default ?? false) : undefined;
    case 'array': {
      const items = schemaOf(schema.items);
      if (typeOf(items) !== 'string' || enumOf(items).length > 0) {
        const one = fillValue(name, items, source, isRequired);
        return one === undefined ? (isRequired && source.mayGuess ? [] : undefined) : [one];
      }
      const many = textCandidates(
        name,
        { ...items, description: descriptionOf(schema) + descriptionOf(items) },
        source,
        isRequired,
      );
      return many.length > 0 ? many : undefined;
    }
    case 'object':
      return isRequired || propertiesOf(schema).length > 0
        ? (fillSlots(schema, source).values ?? undefined)
        : undefined;
    default:
      return fillText(name, schema, source, isRequired);
  }
}

export interface FilledSlots {
  /** Null when a required parameter is missing. */
  readonly values: Readonly<Record<string, unknown>> | null;
  readonly missing: readonly string[];
}

/** The arguments of a tool that the question contains. Optional ones that it does not mention are left out. */
export function fillSlots(parameters: JsonSchema, source: SlotSource): FilledSlots {
  const required = new Set(requiredOf(parameters));
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [name, schema] of propertiesOf(parameters)) {
    const value = fillValue(name, schema, source, required.has(name));
    if (value !== undefined) values[name] = value;
    else if (required.has(name)) missing.push(name);
  }
  return { values: missing.length > 0 ? null : values, missing };
}
