'use client';
import { AlertDialog } from '@/components/ui/alert-dialog';

export interface ConfirmChangeProps {
  readonly title: string;
  readonly description: string;
  readonly confirmLabel: string;
  /** What `useChange` returned. */
  readonly change: {
    readonly isPending: boolean;
    readonly mutate: (input: undefined, options: { readonly onSettled: () => void }) => void;
  };
  readonly onClose: () => void;
}

/** Asks for confirmation before a destructive change, and closes after success and failure. */
export function ConfirmChange({ title, description, confirmLabel, change, onClose }: ConfirmChangeProps) {
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={title}
      description={description}
      confirmLabel={confirmLabel}
      danger
      busy={change.isPending}
      onConfirm={() => change.mutate(undefined, { onSettled: onClose })}
    />
  );
}
