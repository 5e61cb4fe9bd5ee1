'use client';
import { Braces, LayoutList } from 'lucide-react';
import { Button } from '@/components/ui/button';

export interface EditorSwitchProps {
  /** The other editor: rows, or their JSON text. */
  readonly to: 'rows' | 'json';
  readonly label: string;
  readonly disabled?: boolean;
  readonly onSwitch: () => void;
}

/** Switches to the other editor of the same value. */
export function EditorSwitch({ to, label, disabled = false, onSwitch }: EditorSwitchProps) {
  const Icon = to === 'rows' ? LayoutList : Braces;
  return (
    <Button
      variant="ghost"
      size="sm"
      className="-ml-2.5"
      icon={<Icon aria-hidden className="size-4" />}
      disabled={disabled}
      onClick={onSwitch}
    >
      {label}
    </Button>
  );
}
