'use client';
import { useTranslations } from 'use-intl/react';
import { requestSetEnabled, TOOLS } from '@/components/admin/shared/tool-requests';
import { useChange } from '@/components/lib/use-change';
import { Switch } from '@/components/ui/switch';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';

export interface ToolSwitchProps {
  readonly tool: Pick<AdminToolSummary, 'id' | 'title' | 'enabled'>;
  readonly showLabel?: boolean;
}

/** Enables or disables a tool; saved at once. */
export function ToolSwitch({ tool, showLabel = false }: ToolSwitchProps) {
  const t = useTranslations('governance.tools');
  const set = useChange({
    change: (enabled: boolean) => requestSetEnabled(tool.id, enabled),
    done: (enabled) => t(enabled ? 'enabledDone' : 'disabledDone', { name: tool.title }),
    reload: [[TOOLS]],
  });
  return (
    <Switch
      label={showLabel ? t(tool.enabled ? 'isEnabled' : 'isOff') : t('enable', { name: tool.title })}
      hideLabel={!showLabel}
      checked={set.isPending ? set.variables : tool.enabled}
      // Not disabled: a disabled switch would lose the focus.
      aria-disabled={set.isPending || undefined}
      onCheckedChange={(enabled) => (set.isPending ? undefined : set.mutate(enabled))}
    />
  );
}
