import type { GrantDto, GrantMatrix } from '@/lib/grants/contracts';
import type { GrantLimits } from '@/lib/tools/contracts';

export type MatrixTool = GrantMatrix['tools'][number];
/** A column: the subject of its grants. */
export interface Subject {
  readonly kind: GrantDto['subjectKind'];
  readonly id: string;
  /** The name of a group or person; that of a role is translated. */
  readonly name: string;
}

/** The columns of the matrix: roles, groups, then the chosen person. */
export function subjectsOf({ roles, groups, person }: GrantMatrix): readonly Subject[] {
  return [
    ...roles.map((role): Subject => ({ kind: 'role', id: role, name: role })),
    ...groups.map(({ id, name }): Subject => ({ kind: 'group', id, name })),
    ...(person === null ? [] : [{ kind: 'person', id: person.id, name: person.name } satisfies Subject]),
  ];
}

export const cellKey = (toolId: string, { kind, id }: Pick<Subject, 'kind' | 'id'>): string =>
  `${toolId} ${kind} ${id}`;

/** The filled cells by `cellKey`. */
export function indexGrants(grants: readonly GrantDto[]): ReadonlyMap<string, GrantDto> {
  return new Map(
    grants.map((grant) => [cellKey(grant.toolId, { kind: grant.subjectKind, id: grant.subjectId }), grant]),
  );
}

export function hasLimits(limits: GrantLimits): boolean {
  return Object.values(limits).some((limit) => limit !== undefined);
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The cell that an arrow key, Home or End moves to; null for other keys. */
export function nextPlace(key: string, { row, column }: Place, rows: number, columns: number): Place | null {
  const within = (value: number, count: number) => Math.min(Math.max(0, value), count - 1);
  switch (key) {
    case 'ArrowLeft':
      return { row, column: within(column - 1, columns) };
    case 'ArrowRight':
      return { row, column: within(column + 1, columns) };
    case 'ArrowUp':
      return { row: within(row - 1, rows), column };
    case 'ArrowDown':
      return { row: within(row + 1, rows), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return null;
  }
}
