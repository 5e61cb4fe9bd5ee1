import type { ReactNode } from 'react';
import type { Draft, DraftErrors } from '@/components/calls/schema/drafts';
import type { SchemaField } from '@/components/calls/schema/schema-fields';

export interface FieldControlPropsOf<F extends SchemaField = SchemaField> {
  readonly field: F;
  readonly draft: Draft | undefined;
  /** The place in the arguments, `a.0.b`. */
  readonly path: string;
  readonly errors: DraftErrors;
  readonly disabled: boolean;
  readonly onChange: (draft: Draft) => void;
  /** Instead of the field's own label: "第 2 项". */
  readonly label?: string;
}

/** How a parent renders its fields; passed in, because fields contain fields. */
export type RenderField = (props: FieldControlPropsOf) => ReactNode;
