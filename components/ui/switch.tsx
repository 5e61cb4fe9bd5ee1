'use client';
import type { ComponentProps } from 'react';
import { classNames } from '@/components/ui/class-names';

export interface SwitchProps extends Omit<ComponentProps<'input'>, 'type' | 'role' | 'onChange' | 'children'> {
  readonly label: string;
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
  /** The label is read aloud but not shown. */
  readonly hideLabel?: boolean;
}

/** A native checkbox in a switch's clothes. Acts at once; for what is sent with a form use a checkbox. */
export function Switch({ label, checked, onCheckedChange, hideLabel = false, className, ...rest }: SwitchProps) {
  return (
    <label className={classNames('inline-flex items-center gap-2.5 text-base pointer-coarse:min-h-11', className)}>
      <input
        {...rest}
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onCheckedChange(event.target.checked)}
        className="peer sr-only"
      />
      <span
        aria-hidden
        className="relative h-5 w-9 shrink-0 rounded-full border border-control bg-active transition-colors peer-checked:border-accent peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent peer-disabled:opacity-50 peer-aria-disabled:opacity-50 after:absolute after:top-0.5 after:left-0.5 after:size-3.5 after:rounded-full after:bg-muted after:transition-transform peer-checked:after:translate-x-4 peer-checked:after:bg-on-accent"
      />
      <span className={hideLabel ? 'sr-only' : undefined}>{label}</span>
    </label>
  );
}
