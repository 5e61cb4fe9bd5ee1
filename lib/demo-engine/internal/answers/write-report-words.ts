import {
  isRecord,
  propertiesOf,
  schemaOf,
  enumOf,
  type JsonSchema,
} from '@/lib/demo-engine/internal/answers/json-schema';

interface Fact {
  readonly id: string;
  readonly words: string;
}

type Part = { readonly t: string } | { readonly f: string };

const MOST_SENTENCES = 5;
/** Kinds of figures that a sentence of a metric names, in this order. */
const NAMED = ['', 'expected', 'deviation_percent', 'previous_week_percent', 'target_percent'];
const LARGE = /大幅|明显|large|well/;

/**
 * JSON for a schema whose sentences are parts of text and of ids (`{"sentences":[{"parts":[{"t"},{"f"}]}]}`), worded
 * from the facts in the messages, one a line as `id | name | words`. Null for any other schema.
 */
export function writeReportWords(
  schema: JsonSchema,
  messages: readonly { readonly role: string; readonly content: string }[],
): string | null {
  const ids = new Set(idsOf(schema));
  if (ids.size === 0) return null;
  const text = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
  const facts = text.split('\n').flatMap((line): Fact[] => {
    const [id = '', , words = ''] = line.split(' | ');
    return ids.has(id) ? [{ id, words }] : [];
  });
  const isZh = /[\u4e00-\u9fff]/.test(facts.map(({ words }) => words).join(''));
  const isAdvice = /这是建议|These are suggestions/.test(text);
  const groups = [...Map.groupBy(facts, ({ id }) => splitId(id).of).values()];
  const weighed = groups
    .map((group, index) => ({ group, index, isLarge: group.some(({ words }) => LARGE.test(words)) }))
    .sort((one, other) => Number(other.isLarge) - Number(one.isLarge) || one.index - other.index)
    .slice(0, MOST_SENTENCES);
  const sentences = weighed.map(({ group, isLarge }) => ({ parts: sentenceOf(group, { isZh, isAdvice, isLarge }) }));
  return JSON.stringify({ sentences });
}

function sentenceOf(
  group: readonly Fact[],
  { isZh, isAdvice, isLarge }: { readonly isZh: boolean; readonly isAdvice: boolean; readonly isLarge: boolean },
): Part[] {
  const named = NAMED.flatMap((kind) => group.find(({ id }) => splitId(id).kind === kind) ?? []).slice(0, 3);
  const shown = named.length > 0 ? named : group.slice(0, 1);
  const figures = shown.flatMap(({ id }, index): Part[] =>
    index === 0 ? [{ f: id }] : [{ t: isZh ? '，' : ', ' }, { f: id }],
  );
  if (isAdvice)
    return [
      { t: isZh ? '建议核查备货、陈列与排班，依据是' : 'Please check stock, display and staffing, given' },
      ...figures,
    ];
  if (!isLarge) return figures;
  return [...figures, { t: isZh ? '，需要进一步核实' : ', which needs a closer look' }];
}

/** `net@region:x.previous_week_percent`: what it is of, and its kind. */
function splitId(id: string): { readonly of: string; readonly kind: string } {
  const found = /^(.*)\.([a-z_]+)$/.exec(id);
  return found === null ? { of: id, kind: '' } : { of: found[1] ?? id, kind: found[2] ?? '' };
}

function idsOf(schema: JsonSchema): string[] {
  const sentences = propertyOf(schema, 'sentences');
  const parts = propertyOf(schemaOf(sentences.items), 'parts');
  const choices = schemaOf(parts.items).anyOf;
  if (!Array.isArray(choices)) return [];
  return choices
    .filter(isRecord)
    .flatMap((choice) => enumOf(propertyOf(choice, 'f')))
    .filter((id) => typeof id === 'string');
}

function propertyOf(schema: JsonSchema, name: string): JsonSchema {
  return propertiesOf(schema).find(([key]) => key === name)?.[1] ?? {};
}
