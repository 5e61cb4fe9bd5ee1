'use client';
import { Gauge } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { AnchoredMenu } from '@/components/ui/anchored-menu';
import { MenuChoice, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';
import type { GrantEffect } from '@/lib/tools/contracts';

export const CELL_EFFECTS = ['allow', 'ask', 'deny', 'none'] as const;
export type CellEffect = GrantEffect | 'none';

export interface GrantMenuProps {
  readonly anchor: MenuAnchor;
  /** "查订单 · 客服". */
  readonly label: string;
  readonly value: CellEffect;
  readonly onChoose: (effect: CellEffect) => void;
  readonly onLimits: () => void;
  readonly onClose: () => void;
}

/** The choices of one cell. */
export function GrantMenu({ anchor, label, value, onChoose, onLimits, onClose }: GrantMenuProps) {
  const t = useTranslations('governance.grants');
  return (
    <AnchoredMenu anchor={anchor} label={label} onClose={onClose}>
      <MenuChoice
        label={label}
        value={value}
        options={CELL_EFFECTS.map((effect) => ({ value: effect, label: t(`effects.${effect}`) }))}
        onChange={onChoose}
      />
      <MenuSeparator />
      <MenuItem
        icon={<Gauge className="size-4 text-muted" />}
        disabled={value === 'none' || value === 'deny'}
        onSelect={onLimits}
      >
        {t('limits')}
      </MenuItem>
    </AnchoredMenu>
  );
}
