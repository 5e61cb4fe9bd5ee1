import 'server-only';

/** Arguments of a call of a database function in named notation. */
export interface NamedArguments {
  /** `in_owner => $1, in_title => $2`: the same text for the same names. */
  readonly list: string;
  readonly values: readonly unknown[];
}

/**
 * Writes the arguments of a call of a database function by name. Names are constants of the program, never data.
 * @param taken how many parameters the statement has before these
 */
export function namedArguments(given: Readonly<Record<string, unknown>>, taken = 0): NamedArguments {
  return {
    list: Object.keys(given)
      .map((name, index) => `${name} => $${taken + index + 1}`)
      .join(', '),
    values: Object.values(given),
  };
}
