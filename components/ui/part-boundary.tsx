'use client';
import { Component, Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { classNames } from '@/components/ui/class-names';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

/** How often a part is made anew by itself before a person is asked. */
const MAX_REMOUNTS = 3;

export interface PartBoundaryProps {
  /** A failed part is tried again when this changes. */
  readonly resetKey?: unknown;
  /** Shown under the notice in place of the part: what must not be lost with it. */
  readonly fallback?: ReactNode;
  /** Of what is shown in place of the part. */
  readonly className?: string;
  readonly children: ReactNode;
}

interface PartBoundaryState {
  readonly isFailed: boolean;
  readonly remounts: number;
}

/** Nodes that a translator or an extension moved cannot be found where React put them. */
function isForeignNodeError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/**
 * A part of the page that fails by itself: what stands around it stays, with all that is typed there. A part whose
 * nodes were moved by a translator or an extension is made anew; any other failure is shown in its place.
 */
export class PartBoundary extends Component<PartBoundaryProps, PartBoundaryState> {
  override state: PartBoundaryState = { isFailed: false, remounts: 0 };

  static getDerivedStateFromError(): Partial<PartBoundaryState> {
    return { isFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    if (isForeignNodeError(error) && this.state.remounts < MAX_REMOUNTS)
      this.setState(({ remounts }) => ({ isFailed: false, remounts: remounts + 1 }));
  }

  override componentDidUpdate(before: PartBoundaryProps): void {
    if (this.state.isFailed && before.resetKey !== this.props.resetKey) this.setState({ isFailed: false });
  }

  override render(): ReactNode {
    const { fallback, className, children } = this.props;
    if (this.state.isFailed) {
      return (
        <FailedPart className={className} onRetry={() => this.setState({ isFailed: false, remounts: 0 })}>
          {fallback}
        </FailedPart>
      );
    }
    return <Fragment key={this.state.remounts}>{children}</Fragment>;
  }
}

function FailedPart({
  className,
  onRetry,
  children,
}: {
  readonly className: string | undefined;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}) {
  const t = useTranslations('common.part');
  return (
    <div className={classNames('grid min-w-0 content-start gap-2 p-2', className)}>
      <Notice
        tone="danger"
        role="alert"
        action={
          <Button size="sm" onClick={onRetry}>
            {t('retry')}
          </Button>
        }
      >
        {t('failed')}
      </Notice>
      {children}
    </div>
  );
}
