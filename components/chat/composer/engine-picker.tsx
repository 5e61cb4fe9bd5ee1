'use client';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { lostAbilities } from '@/components/chat/composer/lost-abilities';
import type { EngineChoiceState } from '@/components/chat/composer/use-engine-choice';
import type { EngineChoice } from '@/lib/engines/choice-contracts';

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;

/** Which engine answers, where there is a choice: each with its wait, what it lacks, and a mark when content leaves. */
export function EnginePicker({ choices, chosen, choose }: EngineChoiceState) {
  const t = useTranslations('chat.engines');
  const describe = useChoiceText();
  if (chosen === null) return null;
  const lost = lostAbilities(chosen, choices);
  return (
    <div className="grid gap-1 border-b border-line px-3 py-1.5 text-xs text-muted">
      <label className="flex min-w-0 items-center gap-2">
        <span className="shrink-0">{t('label')}</span>
        <select
          value={chosen.id}
          onChange={(event) => choose(event.target.value)}
          className="min-w-0 flex-1 truncate rounded-xs bg-transparent py-1 font-medium text-ink outline-offset-2 pointer-coarse:h-11"
        >
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id} className="bg-raised text-ink">
              {describe(choice)}
            </option>
          ))}
        </select>
      </label>
      {chosen.location === 'external' ? (
        <p role="status" className="flex items-center gap-1.5 font-medium text-danger">
          <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          {t('external')}
        </p>
      ) : null}
      {lost.length === 0 ? null : (
        <p role="status">{t('lost', { what: lost.map((what) => t(`lacks.${what}`)).join(t('and')) })}</p>
      )}
    </div>
  );
}

function useChoiceText(): (choice: EngineChoice) => string {
  const t = useTranslations('chat.engines');
  const waitOf = ({ waitMs, state, isPaused }: EngineChoice): string => {
    if (state === 'offline') return t('offline');
    if (isPaused) return t('paused');
    if (waitMs === null) return '';
    const seconds = Math.round(waitMs / MS_PER_SECOND);
    if (seconds < 1) return t('noWait');
    return seconds < SECONDS_PER_MINUTE
      ? t('seconds', { seconds })
      : t('minutes', { minutes: Math.round(seconds / SECONDS_PER_MINUTE) });
  };
  return (choice) =>
    [choice.label, choice.location === 'external' ? t('outside') : '', waitOf(choice)]
      .filter((part) => part !== '')
      .join(' · ');
}
