'use client';
import { useEffect, useRef } from 'react';
import { classNames } from '@/components/ui/class-names';

export interface WizardStepsProps {
  readonly label: string;
  readonly steps: readonly { readonly id: string; readonly label: string }[];
  readonly current: string;
}

/** The steps of a task and the current one, which receives the focus: the button that led to it is gone. */
export function WizardSteps({ label, steps, current }: WizardStepsProps) {
  const at = steps.findIndex(({ id }) => id === current);
  const here = useRef<HTMLLIElement>(null);
  const shown = useRef(current);
  useEffect(() => {
    if (shown.current === current) return;
    shown.current = current;
    here.current?.focus();
  }, [current]);
  return (
    <ol aria-label={label} className="mb-5 flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {steps.map(({ id, label: name }, index) => (
        <li
          key={id}
          {...(index === at ? { ref: here, tabIndex: -1 } : {})}
          aria-current={index === at ? 'step' : undefined}
          className={classNames('flex items-center gap-1.5', index === at ? 'font-medium text-ink' : 'text-faint')}
        >
          <span
            aria-hidden
            className={classNames(
              'tabular grid size-5 place-items-center rounded-full text-xs',
              index <= at ? 'bg-accent text-on-accent' : 'bg-active text-ink',
            )}
          >
            {index + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  );
}
