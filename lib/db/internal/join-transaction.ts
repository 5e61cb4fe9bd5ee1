import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg, { type PoolClient, type QueryConfig } from 'pg';
import { statementName } from '@/lib/db/internal/prepared-query';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type PrismaTransaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/** The connection whose transaction the next `$transaction` of this asynchronous context joins, until it has. */
interface Offer {
  client: PoolClient | undefined;
}

/**
 * On globalThis because Next.js duplicates modules between server entries: who offers and the process's one Prisma
 * client may be of two copies.
 */
declare global {
  var yikaOfferedConnection: AsyncLocalStorage<Offer> | undefined;
}
const offered = (globalThis.yikaOfferedConnection ??= new AsyncLocalStorage<Offer>());

const OPTIONS = { statementNameGenerator: ({ sql }: { readonly sql: string }) => statementName(sql) ?? '' };

/**
 * Runs `transact`, whose first `$transaction` of Prisma joins the transaction that is open on this connection and runs
 * `work` inside of it.
 * @throws {Error} before `work` begins, when Prisma opened a transaction of its own
 */
export function joinTransaction<Result, Tools>(
  client: PoolClient,
  transact: (work: (tools: Tools) => Promise<Result>) => Promise<Result>,
  work: (tools: Tools) => Promise<Result>,
): Promise<Result> {
  const offer: Offer = { client };
  return offered.run(offer, () =>
    transact((tools) => {
      if (offer.client !== undefined) throw new Error('Prisma did not join the transaction of the connection');
      return work(tools);
    }),
  );
}

/** The connection of the statement that is sent through the adapter of joined transactions. */
const joined = new AsyncLocalStorage<PoolClient>();

/** Prisma's adapter for pg, over a pool; its transactions join the one that is offered, if any. */
export class JoiningPrismaAdapter extends PrismaPg {
  constructor(pool: pg.Pool) {
    super(pool, OPTIONS);
  }

  override async connect(): Promise<Adapter> {
    const [adapter, joining] = await Promise.all([super.connect(), new PrismaPg(joinedPool(), OPTIONS).connect()]);
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = (isolationLevel) => {
      const offer = offered.getStore();
      const client = offer?.client;
      if (offer === undefined || client === undefined) return startTransaction(isolationLevel);
      offer.client = undefined;
      return Promise.resolve(joinedTransaction(joining, client));
    };
    return adapter;
  }
}

/** Begin and end of the transaction belong to whoever opened it. */
function joinedTransaction(adapter: Adapter, client: PoolClient): PrismaTransaction {
  const executeRaw: Adapter['executeRaw'] = (query) => joined.run(client, () => adapter.executeRaw(query));
  const run = async (sql: string): Promise<void> => {
    await executeRaw({ sql, args: [], argTypes: [] });
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    // Prisma then sends no COMMIT or ROLLBACK of its own.
    options: { usePhantomQuery: true },
    queryRaw: (query) => joined.run(client, () => adapter.queryRaw(query)),
    executeRaw,
    commit: () => Promise.resolve(),
    rollback: () => Promise.resolve(),
    createSavepoint: (name) => run(`SAVEPOINT ${name}`),
    rollbackToSavepoint: (name) => run(`ROLLBACK TO SAVEPOINT ${name}`),
    releaseSavepoint: (name) => run(`RELEASE SAVEPOINT ${name}`),
  };
}

/** What the adapter of all joined transactions takes for a pool: the connection that a statement belongs to. */
function joinedPool(): pg.Pool {
  return Object.assign(new pg.Pool({ max: 1 }), {
    query: (config: QueryConfig) => {
      const client = joined.getStore();
      if (client === undefined) throw new Error('a statement of a joined transaction has no connection');
      return client.query(config);
    },
  });
}
