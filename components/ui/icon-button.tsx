import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** What it does; read aloud and shown as its tooltip. */
  readonly label: string;
  /** A lucide icon, `className="size-4"`. */
  readonly icon: ReactNode;
  /** Shown in the tooltip, as `keysOf` of the shortcuts gives it. */
  readonly shortcut?: string | undefined;
  readonly size?: 'sm' | 'md';
  readonly variant?: 'ghost' | 'solid' | 'outline';
}

const VARIANTS = {
  ghost:
    'text-muted hover:bg-hover hover:text-ink aria-expanded:bg-active aria-expanded:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent',
  solid: 'bg-accent text-on-accent hover:bg-accent-strong',
  outline: 'border border-line text-muted hover:bg-hover hover:text-ink',
} as const;

export function IconButton({
  label,
  icon,
  shortcut,
  size = 'md',
  variant = 'ghost',
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      data-tooltip={label}
      data-tooltip-keys={shortcut}
      className={classNames(
        'touch-target inline-flex shrink-0 items-center justify-center rounded-sm transition-colors disabled:opacity-40',
        size === 'sm' ? 'size-7' : 'size-9',
        VARIANTS[variant],
        className,
      )}
    >
      {icon}
    </button>
  );
}
