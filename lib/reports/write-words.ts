import 'server-only';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import { SentenceChecker } from '@/lib/analysis/check-sentence';
import type { WordsSection } from '@/lib/analysis/definition-contracts';
import { plainSentence, plainSentences } from '@/lib/analysis/plain-words';
import type { ReportContent, Sentence, WordsBlock } from '@/lib/analysis/result-contracts';
import { factsOf, figuresOf } from '@/lib/analysis/section-facts';
import { modelWordsSchema, wordsSchema, type ModelWords } from '@/lib/analysis/words-schema';
import { INSTRUCTIONS, NOT_JSON, repairPrompt, sectionPrompt } from '@/lib/reports/internal/words-prompt';

const MAX_OUTPUT_TOKENS = 1_200;

type Parts = ModelWords['sentences'][number]['parts'];

/**
 * Words of a model for a section. It gets figures in words, without their values, and returns text and ids; what it
 * writes is checked sentence by sentence. A sentence that cannot stand is written again once; after that, the plain
 * sentence of its figures stands in its place, and `refused` says why.
 *
 * Where the model returns nothing that can be read, all sentences are plain.
 * @throws AppErrors of the model: the engine is away, the run was stopped, the signal was aborted
 */
export async function writeWords({
  section,
  content,
  model,
  signal,
}: {
  readonly section: WordsSection;
  readonly content: ReportContent;
  readonly model: LanguageModelV4;
  readonly signal: AbortSignal;
}): Promise<WordsBlock> {
  const { name, heading, opinion } = section;
  const facts = factsOf(section, content);
  const written = facts.length === 0 ? null : await write({ section, content, model, signal });
  const { sentences, refused } = written ?? { sentences: [], refused: [] };
  const shown = sentences.length > 0 ? sentences : plainSentences(section, content);
  return { kind: 'words', name, heading, opinion, sentences: shown, refused };
}

interface Written {
  readonly sentences: Sentence[];
  readonly refused: WordsBlock['refused'];
}

/** A sentence of the model with what is wrong with it. */
interface Judged {
  readonly parts: Parts;
  readonly reason: string | null;
}

async function write(given: {
  readonly section: WordsSection;
  readonly content: ReportContent;
  readonly model: LanguageModelV4;
  readonly signal: AbortSignal;
}): Promise<Written> {
  const { section, content, model, signal } = given;
  const { language } = content;
  const facts = factsOf(section, content);
  const prompt = sectionPrompt(section, facts, language);
  const ask = asker({ model, signal, language, ids: facts.map(({ id }) => id) });
  const checker = new SentenceChecker(section, content);
  const judge = (parts: Parts): Judged => ({ parts, reason: checker.check(parts) });
  const first = (await ask([{ role: 'user', content: prompt }])).map(judge);
  if (first.length === 0) {
    const again = `${prompt}\n\n${NOT_JSON[language]}`;
    const second = (await ask([{ role: 'user', content: again }])).map(judge);
    if (second.length > 0) return settle(second, [], { section, content });
    return { sentences: [], refused: [{ text: '', reason: NOT_JSON[language] }] };
  }
  const wrong = first.flatMap(({ parts, reason }) => (reason === null ? [] : [{ text: rawText(parts), reason }]));
  if (wrong.length === 0) return { sentences: first.map(({ parts }) => ({ parts, origin: 'model' })), refused: [] };
  const answer = JSON.stringify({ sentences: first.map(({ parts }) => ({ parts })) });
  const again = await ask([
    { role: 'user', content: prompt },
    { role: 'assistant', content: answer },
    { role: 'user', content: repairPrompt(wrong, language) },
  ]);
  return settle(first, again.map(judge), { section, content });
}

/** Puts what was written again in its place, and plain sentences where that cannot stand either. */
function settle(
  first: readonly Judged[],
  again: readonly Judged[],
  { section, content }: { readonly section: WordsSection; readonly content: ReportContent },
): Written {
  const allowed = figuresOf(section, content);
  const next = again[Symbol.iterator]();
  const refused: WordsBlock['refused'] = [];
  const sentences = first.flatMap(({ parts, reason }): Sentence[] => {
    if (reason === null) return [{ parts, origin: 'model' }];
    const second = next.next().value ?? { parts, reason };
    if (second.reason === null) return [{ parts: second.parts, origin: 'model' }];
    refused.push({ text: rawText(second.parts), reason: second.reason });
    const named = new Set([...parts, ...second.parts].flatMap((part) => ('f' in part ? [part.f] : [])));
    const figures = allowed.filter(({ id }) => named.has(id));
    return figures.length === 0 ? [] : [plainSentence(figures, content)];
  });
  return { sentences, refused };
}

/** @returns no sentences where the answer cannot be read */
type Ask = (messages: ModelMessage[]) => Promise<Parts[]>;

function asker({
  model,
  signal,
  language,
  ids,
}: {
  readonly model: LanguageModelV4;
  readonly signal: AbortSignal;
  readonly language: ReportContent['language'];
  readonly ids: readonly string[];
}): Ask {
  return async (messages) => {
    // The SDK takes 30 MB: it is loaded with the first section.
    const { generateText, jsonSchema, NoObjectGeneratedError, Output } = await import('ai');
    const schema = jsonSchema<ModelWords>(wordsSchema(ids), {
      validate: (value) => {
        const parsed = modelWordsSchema.safeParse(value);
        return parsed.success ? { success: true, value: parsed.data } : { success: false, error: parsed.error };
      },
    });
    try {
      const { output } = await generateText({
        model,
        instructions: INSTRUCTIONS[language],
        messages,
        output: Output.object({ name: 'words', schema }),
        maxOutputTokens: MAX_OUTPUT_TOKENS,
        abortSignal: signal,
        maxRetries: 0,
      });
      return output.sentences.map(({ parts }) => parts).filter((parts) => parts.length > 0);
    } catch (error) {
      // Cut at its budget, or an engine without guided decoding that wrote prose.
      if (NoObjectGeneratedError.isInstance(error)) return [];
      throw error;
    }
  };
}

/** As the model wrote it, ids in braces: never shown as a sentence of the report. */
function rawText(parts: Parts): string {
  return parts.map((part) => ('f' in part ? `{${part.f}}` : part.t)).join('');
}
