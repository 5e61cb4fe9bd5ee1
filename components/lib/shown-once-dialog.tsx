'use client';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useCopy } from '@/components/ui/use-copy';

export interface ShownOnceDialogProps {
  readonly title: string;
  readonly description: string;
  readonly copyLabel: string;
  /** What the first button copies. */
  readonly text: string;
  readonly doneLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Shows a secret that nobody can read again: a tap beside it does not close it. */
export function ShownOnceDialog({
  title,
  description,
  copyLabel,
  text,
  doneLabel,
  onClose,
  children,
}: ShownOnceDialogProps) {
  const copy = useCopy();
  return (
    <Dialog
      open
      isDirty
      onOpenChange={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button icon={<Copy aria-hidden className="size-4" />} onClick={() => void copy(text)}>
            {copyLabel}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {doneLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

/** A value of such a dialog, which one click selects. */
export function ShownOnceValue({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-sm text-faint">{label}</dt>
      <dd className="font-mono break-all select-all">{value}</dd>
    </div>
  );
}
