'use client';
import { useTranslations } from 'use-intl/react';
import { SHORTCUT_IDS, type ShortcutId } from '@/components/lib/shortcut-keys';
import { useShortcutKeys } from '@/components/lib/shortcuts';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';

function Line({ name, keys }: { readonly name: string; readonly keys: string }) {
  return (
    <div className="flex items-center justify-between gap-4 border-b py-2 last:border-b-0">
      <dt className="text-sm">{name}</dt>
      <dd className="flex">
        <Kbd keys={keys} />
      </dd>
    </div>
  );
}

function ShortcutLine({ id }: { readonly id: ShortcutId }) {
  const t = useTranslations('shell.shortcuts.names');
  return <Line name={t(id)} keys={useShortcutKeys(id)} />;
}

/** All keys on one page. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('shell.shortcuts');
  return (
    <Dialog open onOpenChange={onClose} title={t('title')}>
      <dl className="mt-2">
        {SHORTCUT_IDS.map((id) => (
          <ShortcutLine key={id} id={id} />
        ))}
        <Line name={t('send')} keys="Enter" />
        <Line name={t('newLine')} keys="Shift Enter" />
        <Line name={t('rename')} keys="F2" />
        <Line name={t('remove')} keys="Delete" />
      </dl>
    </Dialog>
  );
}
