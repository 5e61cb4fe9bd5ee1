'use client';
import { CirclePause, CirclePlay, Hourglass, MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl/react';
import { ENGINES, requestSetAdmission } from '@/components/admin/engine/engine-requests';
import { useChange } from '@/components/lib/use-change';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ActionsHead, Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { EngineAdmission } from '@/lib/engine/contracts';
import type { EngineDto } from '@/lib/engines/contracts';

export interface EngineTableProps {
  readonly engines: readonly EngineDto[];
  readonly shownId: string;
  readonly onShow: (id: string) => void;
  readonly onEdit: (engine: EngineDto) => void;
  readonly onRemove: (engine: EngineDto) => void;
}

/** The engines with their state, load and rates. */
export function EngineTable({ engines, ...rest }: EngineTableProps) {
  const t = useTranslations('admin.engine');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <TableHead>{t('list.name')}</TableHead>
          <TableHead>{t('list.state')}</TableHead>
          <TableHead>{t('list.load')}</TableHead>
          <TableHead className="hidden md:table-cell">{t('list.rates')}</TableHead>
          <ActionsHead>{t('list.actions')}</ActionsHead>
        </tr>
      </thead>
      <tbody>
        {engines.map((engine) => (
          <EngineRow key={engine.id} engine={engine} {...rest} />
        ))}
      </tbody>
    </Table>
  );
}

function EngineRow({
  engine,
  shownId,
  onShow,
  onEdit,
  onRemove,
}: Omit<EngineTableProps, 'engines'> & { readonly engine: EngineDto }) {
  const t = useTranslations('admin.engine');
  const format = useFormatter();
  const name = engine.label === '' ? t('unnamed') : engine.label;
  const rate = (tokens: number | null): string => (tokens === null ? '–' : format.number(Math.round(tokens)));
  return (
    <TableRow>
      <TableCell>
        <Button
          variant="ghost"
          size="sm"
          className="-ml-2 max-w-full justify-start font-medium"
          aria-pressed={engine.id === shownId}
          onClick={() => onShow(engine.id)}
        >
          <span className="truncate">{name}</span>
        </Button>
        <span className="block text-xs break-words text-muted">
          {[engine.model === name ? '' : engine.model, engine.isFixed ? t('list.fixed') : '']
            .filter(Boolean)
            .join(' · ')}
        </span>
        {engine.location === 'external' ? <Badge tone="queue">{t('list.external')}</Badge> : null}
      </TableCell>
      <TableCell>
        <span className="flex flex-wrap gap-1">
          <Badge tone={engine.state === 'online' ? 'accent' : engine.state === 'offline' ? 'danger' : 'neutral'}>
            {t(`state.${engine.state}`)}
          </Badge>
          {engine.admission === 'open' ? null : <Badge>{t(`admission.${engine.admission}`)}</Badge>}
          {engine.isDemo ? <Badge>{t('demo')}</Badge> : null}
        </span>
      </TableCell>
      <TableCell className="tabular whitespace-nowrap">
        {t('list.running', { running: engine.running, slots: Math.max(0, engine.maxConcurrent - engine.foreignSlots) })}
        <span className="block text-xs text-muted">{t('list.waiting', { count: engine.waiting })}</span>
        {engine.monthlyLimit === null && engine.spent === 0 ? null : (
          <span className="block text-xs text-muted">
            {engine.monthlyLimit === null
              ? t('list.spent', { spent: engine.spent })
              : t('list.spentOf', { spent: engine.spent, limit: engine.monthlyLimit })}
          </span>
        )}
      </TableCell>
      <TableCell className="tabular hidden md:table-cell">
        {t('list.ratesOf', {
          prefill: rate(engine.prefillTokensPerSecond),
          decode: rate(engine.decodeTokensPerSecond),
        })}
      </TableCell>
      <TableCell className="w-10 text-right">
        <EngineMenu engine={engine} name={name} onEdit={onEdit} onRemove={onRemove} />
      </TableCell>
    </TableRow>
  );
}

function EngineMenu({
  engine,
  name,
  onEdit,
  onRemove,
}: Pick<EngineTableProps, 'onEdit' | 'onRemove'> & { readonly engine: EngineDto; readonly name: string }) {
  const t = useTranslations('admin.engine');
  const set = useChange({
    change: (admission: EngineAdmission) => requestSetAdmission(engine.id, admission),
    done: (admission) => t(`admissionDone.${admission}`, { name }),
    reload: [[ENGINES]],
  });
  return (
    <Menu trigger={<IconButton label={t('list.actionsFor', { name })} icon={<MoreHorizontal className="size-4" />} />}>
      {engine.admission === 'open' ? null : (
        <MenuItem icon={<CirclePlay className="size-4" />} onSelect={() => set.mutate('open')}>
          {t('open')}
        </MenuItem>
      )}
      {engine.admission === 'draining' ? null : (
        <MenuItem icon={<Hourglass className="size-4" />} onSelect={() => set.mutate('draining')}>
          {t('drain')}
        </MenuItem>
      )}
      {engine.admission === 'paused' ? null : (
        <MenuItem icon={<CirclePause className="size-4" />} onSelect={() => set.mutate('paused')}>
          {t('pause')}
        </MenuItem>
      )}
      {engine.isFixed ? null : (
        <>
          <MenuItem icon={<Pencil className="size-4" />} onSelect={() => onEdit(engine)}>
            {t('edit')}
          </MenuItem>
          <MenuItem danger icon={<Trash2 className="size-4" />} onSelect={() => onRemove(engine)}>
            {t('remove')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
