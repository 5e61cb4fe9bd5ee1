import { isJsonObject, type Json } from '@/components/lib/json';

/** What services put around what was asked for: how the request went, which page it is. */
const WRAPPER = new Set([
  'code',
  'status',
  'success',
  'ok',
  'error',
  'errcode',
  'errmsg',
  'msg',
  'message',
  'notice',
  'sample',
  'timestamp',
  'time',
  'version',
  'requestid',
  'traceid',
  'total',
  'count',
  'page',
  'pagesize',
  'pageno',
  'limit',
  'offset',
  'cursor',
  'nextcursor',
  'hasmore',
]);

const DEEPEST = 3;

const isWrapper = ([name, value]: readonly [string, Json]): boolean =>
  (value === null || typeof value !== 'object') && WRAPPER.has(name.toLowerCase().replaceAll(/[_-]/g, ''));

/**
 * The part of a result that was asked for: `{ code: 0, message: 'ok', data: { … } }` is its data. Where it is not clear
 * which part that is, all of it.
 */
export function withoutWrapper(value: Json, depth = 0): Json {
  if (!isJsonObject(value) || depth === DEEPEST) return value;
  const contents = Object.entries(value).filter((entry) => !isWrapper(entry));
  const [content] = contents;
  if (content === undefined || contents.length > 1 || content[1] === null || typeof content[1] !== 'object')
    return value;
  return withoutWrapper(content[1], depth + 1);
}
