import { createCodePlugin } from '@streamdown/code';
import type { CodeToken } from '@/components/chat/markdown/code-token';

const token = (scope: string[], foreground: string, fontStyle = '') => ({ scope, settings: { foreground, fontStyle } });

/** Colours are the design tokens, so that light and dark mode share one theme with sufficient contrast. */
const THEME = {
  name: 'yika',
  type: 'light' as const,
  fg: 'var(--code-text)',
  bg: 'var(--code-surface)',
  settings: [
    { settings: { foreground: 'var(--code-text)', background: 'var(--code-surface)' } },
    token(['comment', 'punctuation.definition.comment', 'string.comment'], 'var(--code-comment)'),
    token(
      [
        'constant',
        'entity.name.constant',
        'variable.language',
        'support.constant',
        'meta.property-name',
        'entity.other.attribute-name',
      ],
      'var(--code-constant)',
    ),
    token(
      ['entity.name', 'entity.name.function', 'support.function', 'meta.function-call entity.name.function'],
      'var(--code-function)',
    ),
    token(
      ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'entity.name.tag'],
      'var(--code-type)',
    ),
    token(['keyword', 'storage', 'storage.type', 'keyword.operator.new'], 'var(--code-keyword)'),
    token(['string', 'string.regexp', 'punctuation.definition.string', 'markup.inserted'], 'var(--code-string)'),
    token(['variable', 'punctuation', 'keyword.operator', 'meta.brace'], 'var(--code-text)'),
    token(['markup.deleted', 'invalid'], 'var(--code-deleted)'),
  ],
};

const plugin = createCodePlugin({ themes: [THEME, THEME] });

function isSupported(language: string): language is ReturnType<typeof plugin.getSupportedLanguages>[number] {
  return plugin.supportsLanguage(language as ReturnType<typeof plugin.getSupportedLanguages>[number]);
}

/**
 * Colours code and calls `onLines` when the lines are ready. Unknown languages are not coloured, and `onLines` is not
 * called. Grammars are loaded on demand.
 */
export function highlight(
  code: string,
  language: string,
  isOpen: boolean,
  onLines: (lines: readonly (readonly CodeToken[])[]) => void,
): void {
  if (!isSupported(language)) return;
  const take = (result: {
    readonly tokens: readonly (readonly {
      readonly content: string;
      readonly color?: string;
      readonly htmlStyle?: unknown;
    }[])[];
  }) => {
    onLines(
      result.tokens.map((line) =>
        line.map(({ content, color, htmlStyle }) => ({ content, color: color ?? colorOf(htmlStyle) })),
      ),
    );
  };
  const ready = plugin.highlight({ code, language, isIncomplete: isOpen, themes: [THEME, THEME] }, take);
  if (ready !== null) take(ready);
}

function colorOf(style: unknown): string | undefined {
  if (typeof style !== 'object' || style === null || !('color' in style)) return undefined;
  return typeof style.color === 'string' ? style.color : undefined;
}
