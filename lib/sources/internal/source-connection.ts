import 'server-only';

/** Where and as whom a driver connects. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly tls: { readonly ca?: string } | null;
}

/** One connection for one statement, in a read-only transaction. */
export interface SourceConnection {
  /** Rows as text, at most `most` of them. @throws AppError `source-query-failed` */
  query(
    sql: string,
    parameters: readonly string[],
    most: number,
  ): Promise<{ columns: string[]; rows: (string | null)[][] }>;
  close(): Promise<void>;
}
