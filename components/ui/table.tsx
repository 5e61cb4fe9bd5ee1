import type { ComponentProps } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Sideways } from '@/components/ui/sideways';

/** A table that scrolls sideways inside itself where it is narrow. `label` names it for screen readers. */
export function Table({ label, className, ...rest }: ComponentProps<'table'> & { readonly label: string }) {
  return (
    <Sideways label={label} className="rounded-md border border-line">
      <table
        {...rest}
        aria-label={label}
        className={classNames('w-full border-collapse text-left text-sm', className)}
      />
    </Sideways>
  );
}

export function TableHead({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        'border-b border-line bg-sunken px-3 py-2 font-medium whitespace-nowrap text-muted',
        className,
      )}
    />
  );
}

/** The head of the column of buttons: its text is for screen readers. */
export function ActionsHead({ children }: { readonly children: string }) {
  return (
    <TableHead>
      <span className="sr-only">{children}</span>
    </TableHead>
  );
}

export function TableRow({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      {...rest}
      className={classNames('transition-colors hover:bg-hover [tbody>&:not(:last-child)>*]:border-b', className)}
    />
  );
}

export function TableCell({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={classNames('px-3 py-2.5 align-middle', className)} />;
}
