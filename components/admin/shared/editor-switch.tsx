'use client';
import { Braces, LayoutList } from 'lucide-react';
import { Button } from '@/components/ui/button';

export interface EditorSwitchProps {
  /** What it leads to: rows, or their text as JSON. */
  readonly to: 'rows' | 'json';
  readonly label: string;
  readonly disabled?: boolean;
  readonly onSwitch: () => void;
}

/** Under an editor: leads to the other way of editing the same. */
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
