import { Skeleton } from '@/components/ui/skeleton';

const WIDTHS = ['w-4/5', 'w-3/5', 'w-2/3', 'w-1/2', 'w-3/4', 'w-2/5', 'w-11/12'];

/** The list before it is there: a heading and rows of its own size. */
export function ListSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="min-h-0 flex-1 overflow-hidden px-4.5">
      <Skeleton className="mt-3.5 mb-2 h-3 w-12" />
      {WIDTHS.map((width) => (
        <div key={width} className="flex h-8.5 items-center">
          <Skeleton className={`h-3.5 ${width}`} />
        </div>
      ))}
    </div>
  );
}
