'use client';
import * as RadixAlertDialog from 'radix-ui/alert-dialog';
import { useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/components/ui/button';
import { OVERLAY_CLASS_NAME, PANEL_CLASS_NAME } from '@/components/ui/dialog';
import { useFocusReturn } from '@/components/ui/use-focus-return';

export interface AlertDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly description: ReactNode;
  readonly confirmLabel: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  /** The dialog stays open until `open` turns false, so that a failure can be shown. */
  readonly onConfirm: () => void;
}

/** A question that has to be answered before going on. */
export function AlertDialog({
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  danger = false,
  busy = false,
  onConfirm,
}: AlertDialogProps) {
  const t = useTranslations('common');
  const content = useRef<HTMLDivElement>(null);
  const returnFocus = useFocusReturn(open, content);
  return (
    <RadixAlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixAlertDialog.Portal>
        <RadixAlertDialog.Overlay className={OVERLAY_CLASS_NAME} />
        <RadixAlertDialog.Content ref={content} onCloseAutoFocus={returnFocus} className={PANEL_CLASS_NAME}>
          <div className="grid gap-2 px-5 pt-5 pb-4">
            <RadixAlertDialog.Title className="text-lg font-semibold">{title}</RadixAlertDialog.Title>
            <RadixAlertDialog.Description className="text-muted">{description}</RadixAlertDialog.Description>
          </div>
          <footer className="flex flex-wrap justify-end gap-2 px-5 pb-4">
            <RadixAlertDialog.Cancel asChild>
              <Button>{t('cancel')}</Button>
            </RadixAlertDialog.Cancel>
            <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          </footer>
        </RadixAlertDialog.Content>
      </RadixAlertDialog.Portal>
    </RadixAlertDialog.Root>
  );
}
