import type { ReactNode } from 'react';

export interface PageHeaderProps {
  readonly title: string;
  /** How many there are; announced when it changes. */
  readonly count?: string;
  /** How it is. */
  readonly badges?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** Title, number and buttons of a page of the administration or of one's own things. */
export function PageHeader({ title, count, badges, actions, children }: PageHeaderProps) {
  return (
    <div className="mb-4 grid gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl font-semibold">{title}</h1>
        {count === undefined ? null : (
          <p role="status" className="text-sm text-faint">
            {count}
          </p>
        )}
        {badges}
        {actions === undefined ? null : <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children === undefined ? null : <p className="max-w-prose text-sm text-muted">{children}</p>}
    </div>
  );
}
