import 'server-only';

/** What PostgreSQL or the socket said of a failed statement. */
export interface PostgresError {
  /** SQLSTATE, or the code of the socket. */
  readonly code: string;
  readonly message: string;
  /** The constraint or index that refused a value. */
  readonly constraint?: string;
}

/** Prisma's names for a socket that failed, which leave no code of the driver. */
const CONNECTION_CODES: Readonly<Record<string, string>> = {
  DatabaseNotReachable: 'ECONNREFUSED',
  ConnectionClosed: 'ECONNRESET',
  SocketTimeout: 'ETIMEDOUT',
};

/** What is behind an error of the driver or of Prisma, which wraps the driver's; null for every other error. */
export function postgresError(error: unknown): PostgresError | null {
  if (!(error instanceof Error)) return null;
  const cause = driverAdapterCause(error);
  if (cause !== null)
    return {
      code: text(cause, 'originalCode') ?? CONNECTION_CODES[text(cause, 'kind') ?? ''] ?? '',
      message: text(cause, 'originalMessage') ?? error.message,
      ...constraintOf('constraint' in cause ? text(cause.constraint, 'index') : undefined),
    };
  const code = text(error, 'code');
  return code === undefined ? null : { code, message: error.message, ...constraintOf(text(error, 'constraint')) };
}

/** `DriverAdapterError.cause`, of the error itself or of the one that Prisma's request error carries in its `meta`. */
function driverAdapterCause(error: Error): object | null {
  const meta = 'meta' in error && isObject(error.meta) ? error.meta : undefined;
  const carried = meta !== undefined && 'driverAdapterError' in meta ? meta.driverAdapterError : error;
  return carried instanceof Error && isObject(carried.cause) && 'kind' in carried.cause ? carried.cause : null;
}

function constraintOf(constraint: string | undefined): { readonly constraint?: string } {
  return constraint === undefined ? {} : { constraint };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown, key: string): string | undefined {
  const found: unknown = isObject(value) ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
}
