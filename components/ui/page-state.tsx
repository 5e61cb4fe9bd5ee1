import type { ReactNode } from 'react';

export interface PageStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A whole page that has nothing but something to say. */
export function PageState({ title, children, actions }: PageStateProps) {
  return (
    <div className="flex min-h-[60dvh] flex-1 flex-col items-center justify-center gap-3 px-6 py-16 text-center">
      <h1 className="text-xl font-semibold">{title}</h1>
      <div className="max-w-[26em] text-muted">{children}</div>
      {actions === undefined ? null : <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
