import { Gauge } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { GrantEffect } from '@/lib/tools/contracts';

const TONES: Record<GrantEffect, Tone> = { allow: 'accent', ask: 'approval', deny: 'danger' };

export interface EffectMarkProps {
  readonly effect: GrantEffect | null;
  readonly limited?: boolean;
}

/** The effect of a grant in a word; with a gauge icon when it has limits. */
export function EffectMark({ effect, limited = false }: EffectMarkProps) {
  const t = useTranslations('governance.grants');
  if (effect === null) {
    return (
      <span className="text-faint">
        <span aria-hidden>—</span>
        <span className="sr-only">{t('effects.none')}</span>
      </span>
    );
  }
  return (
    <Badge tone={TONES[effect]}>
      {t(`effects.${effect}`)}
      {limited ? (
        <>
          <Gauge aria-hidden className="size-3" />
          <span className="sr-only">{t('limited')}</span>
        </>
      ) : null}
    </Badge>
  );
}
