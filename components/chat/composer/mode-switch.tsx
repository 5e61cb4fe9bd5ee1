'use client';
import { Brain, Zap } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { MODES } from '@/lib/engine/constants';
import type { Mode } from '@/lib/engine/contracts';

export interface ModeSwitchProps {
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
}

const ICONS = { thinking: Brain, quick: Zap } as const;

/** 深度思考 or 快速, for the next question. Radio buttons by nature: arrows move, one Tab stop. */
export function ModeSwitch({ mode, onChange }: ModeSwitchProps) {
  const t = useTranslations('chat.mode');
  return (
    <fieldset className="flex shrink-0 rounded-sm bg-hover p-0.5">
      <legend className="sr-only">{t('label')}</legend>
      {MODES.map((choice) => {
        const Icon = ICONS[choice];
        return (
          <label
            key={choice}
            data-tooltip={t(`hint.${choice}`)}
            className="group inline-flex h-7 items-center gap-1.5 rounded-xs px-2 text-xs text-muted transition-colors has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10 pointer-coarse:px-3"
          >
            <input
              type="radio"
              name="mode"
              value={choice}
              checked={mode === choice}
              onChange={() => onChange(choice)}
              className="sr-only"
            />
            <Icon aria-hidden className="size-3.5" />
            <span className="max-sm:sr-only max-sm:group-has-checked:not-sr-only">{t(choice)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
