'use client';
import { classNames } from '@/components/ui/class-names';
import type { Figure } from '@/lib/analysis/result-contracts';

export type OpenFigure = (figure: Figure) => void;

/** A number that leads to where it comes from. Up and down are said by its sign, not by its colour. */
export function FigureButton({
  figure,
  onOpen,
  text = figure.text,
}: {
  readonly figure: Figure;
  readonly onOpen: OpenFigure;
  /** As a sentence says it; else the value alone. */
  readonly text?: string;
}) {
  return (
    <button
      type="button"
      title={figure.missing ?? figure.label}
      onClick={() => onOpen(figure)}
      className={classNames(
        'rounded-xs text-inherit tabular-nums underline decoration-line decoration-dotted underline-offset-4 hover:bg-hover',
        figure.missing === null ? '' : 'text-faint',
      )}
    >
      {text}
    </button>
  );
}
