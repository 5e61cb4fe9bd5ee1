/**
 * A JSON answer of one of our routes, before this function returns; null when there is none. Blocks the page: only for
 * what the browser does not wait for otherwise, such as `beforeprint`.
 */
export function readNow(path: string): unknown {
  const request = new XMLHttpRequest();
  request.open('GET', path, false);
  try {
    request.send();
    return request.status === 200 ? (JSON.parse(request.responseText) as unknown) : null;
  } catch (error) {
    console.warn('could not be read before printing', error);
    return null;
  }
}
