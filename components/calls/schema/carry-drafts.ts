import { startDraft, type Draft, type DraftGroup } from '@/components/calls/schema/drafts';
import type { SchemaField } from '@/components/calls/schema/schema-fields';

/** What was filled in, in the fields of another schema: each that is still there and takes the same keeps it. */
export function carryDrafts(
  before: readonly SchemaField[],
  drafts: DraftGroup,
  after: readonly SchemaField[],
): DraftGroup {
  return Object.fromEntries(
    after.map((field) => {
      const same = before.find(({ name }) => name === field.name);
      const draft = drafts[field.name];
      return [
        field.name,
        same === undefined || draft === undefined ? startDraft(field, undefined, true) : carryDraft(same, draft, field),
      ];
    }),
  );
}

function carryDraft(before: SchemaField, draft: Draft, after: SchemaField): Draft {
  // A choice is stored by its place among the options.
  if (before.kind === 'choice' && after.kind === 'choice') {
    const place = draft === '' ? -1 : after.options.findIndex((option) => option === before.options[Number(draft)]);
    return place === -1 ? '' : String(place);
  }
  return shapeOf(before) === shapeOf(after) ? draft : startDraft(after, undefined, true);
}

/** What decides how a draft of it looks; of texts and numbers not their bounds, which are checked when it is sent. */
function shapeOf(field: SchemaField): string {
  switch (field.kind) {
    case 'text':
      return `text ${field.format}`;
    case 'list':
      return `list of ${shapeOf(field.items)}`;
    case 'group':
      return JSON.stringify(field.fields.map((inner) => [inner.name, shapeOf(inner)]));
    case 'choice':
      return JSON.stringify(field.options);
    default:
      return field.kind;
  }
}
