'use client';
import { X } from 'lucide-react';
import * as RadixDialog from 'radix-ui/dialog';
import { useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { classNames } from '@/components/ui/class-names';
import { IconButton } from '@/components/ui/icon-button';
import { useFocusReturn } from '@/components/ui/use-focus-return';

export const OVERLAY_CLASS_NAME = 'fixed inset-0 z-40 bg-overlay data-[state=open]:animate-appear';
export const PANEL_CLASS_NAME =
  'fixed top-1/2 left-1/2 z-50 flex max-h-[min(85dvh,44rem)] w-[calc(100vw-2rem)] max-w-dialog -translate-x-1/2 -translate-y-1/2 flex-col rounded-md border border-line ' +
  'bg-raised shadow-float outline-none';
const BESIDE_CLASS_NAME =
  'top-0 right-0 left-auto h-dvh max-h-dvh w-screen max-w-none translate-x-0 translate-y-0 rounded-none ' +
  'md:w-[min(46rem,50vw)]';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** The buttons at the end; the one that does it stands last. */
  readonly actions?: ReactNode;
  /** Contains unsaved input: a tap beside the dialog does not close it. */
  readonly isDirty?: boolean;
  /** A panel at the side of a page that stays usable; on a phone it covers the page. */
  readonly isBeside?: boolean;
  readonly className?: string;
  readonly children?: ReactNode;
}

const FIELD = 'input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled)';

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('a, button') !== null;

/**
 * A dialog over the page. The focus starts in its first field, if it has one. Load it with `next/dynamic` where it is
 * not on the screen at once.
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  actions,
  isDirty = false,
  isBeside = false,
  className,
  children,
}: DialogProps) {
  const t = useTranslations('common');
  const content = useRef<HTMLDivElement>(null);
  const returnFocus = useFocusReturn(open, content);
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange} modal={!isBeside}>
      <RadixDialog.Portal>
        {isBeside ? null : <RadixDialog.Overlay className={OVERLAY_CLASS_NAME} />}
        <RadixDialog.Content
          ref={content}
          onCloseAutoFocus={returnFocus}
          onOpenAutoFocus={(event) => {
            const field = content.current?.querySelector<HTMLElement>(FIELD) ?? null;
            if (field === null) return;
            event.preventDefault();
            field.focus();
          }}
          onInteractOutside={(event) => (isDirty ? event.preventDefault() : undefined)}
          // Whoever reads on beside it keeps it; another link or button may open another one.
          onFocusOutside={(event) => (isBeside ? event.preventDefault() : undefined)}
          onPointerDownOutside={(event) => (isBeside && !isControl(event.target) ? event.preventDefault() : undefined)}
          className={classNames(PANEL_CLASS_NAME, isBeside ? BESIDE_CLASS_NAME : undefined, className)}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <RadixDialog.Title className="pt-1 text-lg font-semibold pointer-coarse:pt-2.5">{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={t('close')} icon={<X className="size-4" />} size="sm" className="-mr-1.5" />
            </RadixDialog.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pt-1 pb-5">
            {description === undefined ? null : (
              <RadixDialog.Description className="text-sm text-muted">{description}</RadixDialog.Description>
            )}
            {children}
          </div>
          {actions === undefined ? null : (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{actions}</footer>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
