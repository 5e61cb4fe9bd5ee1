'use client';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly label: ReactNode;
  /** Read aloud, not shown: the box of a table's row. */
  readonly hideLabel?: boolean;
  /** Some, not all: a table's "select all". */
  readonly indeterminate?: boolean;
}

/** The browser's own checkbox with its label; for what is sent with a form or chosen in a list. */
export function Checkbox({ label, hideLabel = false, indeterminate = false, className, ...rest }: CheckboxProps) {
  return (
    <label
      className={classNames(
        'touch-target inline-flex items-start gap-2 text-sm pointer-coarse:items-center',
        hideLabel && 'justify-center',
        className,
      )}
    >
      <input
        {...rest}
        type="checkbox"
        ref={(box) => {
          if (box !== null) box.indeterminate = indeterminate;
          if (typeof rest.ref === 'function') rest.ref(box);
        }}
        className="mt-0.5 size-4 shrink-0 accent-accent pointer-coarse:mt-0 pointer-coarse:size-5"
      />
      <span className={hideLabel ? 'sr-only' : 'min-w-0'}>{label}</span>
    </label>
  );
}
