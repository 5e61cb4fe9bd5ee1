import { classNames } from '@/components/ui/class-names';

export interface ShareBarProps {
  /** From 0 to 1. */
  readonly share: number;
  readonly isDanger?: boolean;
  /** Names a progress for screen readers; without it the text beside the bar says the same. */
  readonly label?: string;
}

/** How much of a whole is done or taken. */
export function ShareBar({ share, isDanger = false, label }: ShareBarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  const progress = { role: 'progressbar', 'aria-label': label, 'aria-valuenow': percent } as const;
  return (
    <div
      {...(label === undefined ? { 'aria-hidden': true } : progress)}
      className="h-1.5 overflow-hidden rounded-full bg-active"
    >
      <div
        className={classNames('h-full transition-[width]', isDanger ? 'bg-danger' : 'bg-accent')}
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
