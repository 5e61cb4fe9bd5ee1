import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { Tone } from '@/components/ui/badge';

const TONES: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-ink',
  accent: 'border-transparent bg-accent-soft text-accent',
  queue: 'border-transparent bg-queue-soft text-queue',
  approval: 'border-transparent bg-approval-soft text-approval',
  danger: 'border-transparent bg-danger-soft text-danger',
};

export interface NoticeProps {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  /** `alert` interrupts a screen reader; `status` waits. */
  readonly role?: 'alert' | 'status';
  readonly className?: string;
  readonly children: ReactNode;
}

/** A line that stands in the page and says what is the matter. */
export function Notice({ tone = 'neutral', icon, action, role, className, children }: NoticeProps) {
  return (
    <div
      role={role}
      className={classNames('flex items-start gap-2.5 rounded-sm border px-3 py-2 text-sm', TONES[tone], className)}
    >
      {icon === undefined ? null : <span className="mt-0.5 [&_svg]:size-4">{icon}</span>}
      <div className="min-w-0 flex-1 self-center">{children}</div>
      {action}
    </div>
  );
}
