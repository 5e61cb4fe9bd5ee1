import type { ReactNode } from 'react';

export interface AuthCardProps {
  readonly title: string;
  /** One line under the title. */
  readonly line?: ReactNode;
  readonly children: ReactNode;
}

/** The middle of a page before one is inside. */
export function AuthCard({ title, line, children }: AuthCardProps) {
  return (
    <section className="w-full max-w-sm">
      <h1 className="text-2xl font-semibold">{title}</h1>
      {line === undefined ? null : <p className="mt-1 text-muted">{line}</p>}
      <div className="mt-7">{children}</div>
    </section>
  );
}
