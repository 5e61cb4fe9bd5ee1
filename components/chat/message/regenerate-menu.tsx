'use client';
import { Brain, Zap } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { AnchoredMenu } from '@/components/ui/anchored-menu';
import { MenuItem } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';
import { MODES } from '@/lib/engine/constants';
import type { Mode } from '@/lib/engine/contracts';

export interface RegenerateMenuProps {
  readonly anchor: MenuAnchor;
  /** The mode of the present answer; it is offered first. */
  readonly mode: Mode | null;
  readonly onChoose: (mode: Mode) => void;
  readonly onClose: () => void;
}

const ICONS = { thinking: <Brain className="size-4" />, quick: <Zap className="size-4" /> } as const;

/** Another answer to the same question: with reasoning, or quick. */
export function RegenerateMenu({ anchor, mode, onChoose, onClose }: RegenerateMenuProps) {
  const t = useTranslations('chat.answer');
  const modes = MODES.toSorted((one, other) => Number(other === mode) - Number(one === mode));
  return (
    <AnchoredMenu anchor={anchor} label={t('regenerate')} onClose={onClose}>
      {modes.map((choice) => (
        <MenuItem key={choice} icon={ICONS[choice]} onSelect={() => onChoose(choice)}>
          {t(`regenerateAs.${choice}`)}
        </MenuItem>
      ))}
    </AnchoredMenu>
  );
}
