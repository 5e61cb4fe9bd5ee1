'use client';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { ArgumentLabel } from '@/components/calls/call/argument-label';
import { NO_NAMES, type ArgumentTree } from '@/components/lib/argument-tree';
import { ExactValue, Nothing } from '@/components/calls/result/exact-value';
import { plainText, shapeOf, type Fact, type ResultShape } from '@/components/calls/result/result-shape';
import { useReadableWords } from '@/components/calls/result/use-yes-no';
import { visibleText } from '@/components/calls/result/visible-text';
import type { Scalar } from '@/components/calls/schema/schema-fields';
import type { Json } from '@/components/lib/json';
import { usePrinting } from '@/components/lib/printing';
import { Button } from '@/components/ui/button';
import { Sideways } from '@/components/ui/sideways';

const FIRST_ROWS = 20;
/** A line each. */
const FIRST_FACTS = 60;
/** Deeper than this a value is shown as text. */
const MAX_DEPTH = 4;

export interface ValueViewProps {
  readonly value: Json;
  /**
   * Arguments: nothing is folded away, however long, and no two values look the same. Else it is made for quick
   * reading.
   */
  readonly full?: boolean;
  readonly depth?: number;
  /** What its properties are called, where they are called something else than their names. */
  readonly names?: ArgumentTree;
}

/** A value as a table, as names and values, as a list or as it is. Nothing in it is a link or an image: it is data. */
export function ValueView({ value, full = false, depth = 0, names = NO_NAMES }: ValueViewProps) {
  const shape = shapeOf(value, full);
  if (depth >= MAX_DEPTH && (shape.kind === 'facts' || shape.kind === 'list' || shape.kind === 'table')) {
    return full ? <ExactValue value={value} /> : <PlainView value={value} />;
  }
  switch (shape.kind) {
    case 'empty':
      return <Nothing value={value} />;
    case 'scalar':
      return full ? <ExactValue value={shape.value} /> : <ScalarView value={shape.value} />;
    case 'facts':
      return <FactsView facts={shape.facts} full={full} depth={depth} names={names} />;
    case 'list':
      return (
        <Rows count={shape.items.length} first={full ? Infinity : FIRST_ROWS} more="moreRows">
          {(shown) => (
            <ul className="grid list-disc gap-1 pl-5">
              {shape.items.slice(0, shown).map((item, index) => (
                <li key={index}>
                  <ValueView value={item} full={full} depth={depth + 1} names={names} />
                </li>
              ))}
            </ul>
          )}
        </Rows>
      );
    case 'table':
      return <TableView shape={shape} full={full} names={names} />;
  }
}

interface FactsViewProps extends Required<Omit<ValueViewProps, 'value'>> {
  readonly facts: readonly Fact[];
}

/** Names beside values. Where it is narrow, what has parts of its own stands indented below its name. */
function FactsView({ facts, full, depth, names }: FactsViewProps) {
  return (
    <div className={depth === 0 ? '@container' : undefined}>
      <Rows count={facts.length} first={full ? Infinity : FIRST_FACTS} more="moreFacts">
        {(shown) => (
          <dl className="grid grid-cols-[minmax(5em,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1 @max-md:grid-cols-[fit-content(45%)_minmax(0,1fr)]">
            {facts.slice(0, shown).map(({ name, value }) => {
              const hasParts = !['scalar', 'empty'].includes(shapeOf(value).kind);
              return (
                <div key={name} className="contents">
                  <dt className={hasParts ? 'text-muted @max-md:col-span-2' : 'min-w-0 wrap-anywhere text-muted'}>
                    <ArgumentLabel title={names.get(name)?.title ?? name} name={name} />
                  </dt>
                  <dd
                    className={
                      hasParts
                        ? 'min-w-0 @max-md:col-span-2 @max-md:mb-1 @max-md:border-l @max-md:border-line @max-md:pl-3'
                        : 'min-w-0'
                    }
                  >
                    <ValueView value={value} full={full} depth={depth + 1} names={names.get(name)?.parts ?? NO_NAMES} />
                  </dd>
                </div>
              );
            })}
          </dl>
        )}
      </Rows>
    </div>
  );
}

function ScalarView({ value }: { readonly value: Scalar }) {
  return <span className="tabular whitespace-pre-wrap">{visibleText(plainText(value, useReadableWords()))}</span>;
}

function PlainView({ value }: { readonly value: Json }) {
  return <p className="whitespace-pre-wrap">{visibleText(plainText(value, useReadableWords()))}</p>;
}

const SHORT_CELL_CHARS = 24;

interface TableViewProps extends Required<Pick<ValueViewProps, 'full' | 'names'>> {
  readonly shape: ResultShape & { readonly kind: 'table' };
}

function TableView({ shape: { columns, rows }, full, names }: TableViewProps) {
  const t = useTranslations('tools.value');
  return (
    <Rows count={rows.length} first={full ? Infinity : FIRST_ROWS} more="moreRows">
      {(shown) => (
        <Sideways label={t('table')}>
          <table className="border-collapse text-left [&_td]:border-b [&_td]:py-1 [&_td]:pr-4 [&_td]:align-top [&_th]:border-b [&_th]:py-1 [&_th]:pr-4 [&_th]:font-medium [&_th]:whitespace-nowrap [&_th]:text-muted">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    <ArgumentLabel title={names.get(column)?.title ?? column} name={column} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, shown).map((row, index) => (
                <tr key={index}>
                  {row.map((cell, place) => (
                    <TableCell key={columns[place]} value={cell} full={full} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
    </Rows>
  );
}

/** Dates, amounts and states stay on one line; sentences wrap. */
function TableCell({ value, full }: { readonly value: Json | undefined; readonly full: boolean }) {
  const text = visibleText(plainText(value, useReadableWords()));
  const isShort = text.length <= SHORT_CELL_CHARS;
  if (full)
    return (
      <td className={isShort ? 'whitespace-nowrap' : 'min-w-[18em]'}>
        <ExactValue value={value} className={isShort ? 'whitespace-pre' : 'whitespace-pre-wrap'} />
      </td>
    );
  return <td className={isShort ? 'tabular whitespace-nowrap' : 'min-w-[18em] whitespace-pre-wrap'}>{text}</td>;
}

interface RowsProps {
  readonly count: number;
  readonly first: number;
  /** What the button says of those that follow. */
  readonly more: 'moreRows' | 'moreFacts';
  readonly children: (shown: number) => ReactNode;
}

/** Only the first rows at once: a result of a thousand must not stop the page. */
function Rows({ count, first, more, children }: RowsProps) {
  const t = useTranslations('tools.value');
  const isPrinting = usePrinting();
  const [opened, setShown] = useState(first);
  const shown = isPrinting ? Infinity : opened;
  return (
    <>
      {children(shown)}
      {count <= shown ? null : (
        <Button variant="ghost" size="sm" className="mt-1 -ml-2.5" onClick={() => setShown(opened * 5)}>
          {t(more, { count: count - shown })}
        </Button>
      )}
    </>
  );
}
