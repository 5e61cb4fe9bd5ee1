import { describe, expect, it } from 'vitest';
import { nextHop, redirectLocation, type Hop } from '@/lib/egress/internal/next-hop';

const hop = (url: string, given: Partial<Hop> = {}): Hop => ({
  method: 'GET',
  url: new URL(url),
  headers: { authorization: 'x', accept: 'text/plain' },
  body: null,
  ...given,
});

describe('nextHop', () => {
  it('never goes from https to http, also to the same host', () => {
    for (const location of ['http://api.test/', 'http://api.test:443/', 'http://other.test/']) {
      expect(() => nextHop(hop('https://api.test/'), 302, location)).toThrow(
        expect.objectContaining({ code: 'egress-redirect-refused' }),
      );
    }
    expect(nextHop(hop('https://api.test/'), 302, '//api.test/x').url.href).toBe('https://api.test/x');
  });

  it('takes another scheme or port for another origin', () => {
    expect(nextHop(hop('http://api.test/'), 301, 'https://api.test/').headers).toEqual({ accept: 'text/plain' });
    expect(nextHop(hop('http://api.test/'), 301, 'http://api.test:8080/').headers).toEqual({ accept: 'text/plain' });
    expect(nextHop(hop('http://api.test/'), 301, 'http://API.test:80/x').headers).toEqual({
      authorization: 'x',
      accept: 'text/plain',
    });
  });

  it('resolves a relative place, and reads UTF-8 that was sent as it is', () => {
    expect(nextHop(hop('http://api.test/a/b?c'), 302, '../d#e').url.href).toBe('http://api.test/d');
    expect(nextHop(hop('http://api.test/'), 302, Buffer.from('/订单').toString('latin1')).url.pathname).toBe(
      '/%E8%AE%A2%E5%8D%95',
    );
  });

  it('does not hand a changing request without a body to another origin either', () => {
    expect(() => nextHop(hop('http://api.test/', { method: 'DELETE' }), 307, 'http://b.test/')).toThrow(
      expect.objectContaining({ code: 'egress-redirect-refused' }),
    );
  });
});

describe('redirectLocation', () => {
  it('is a redirect only with a place to go', () => {
    expect([
      redirectLocation(302, '/x'),
      redirectLocation(302, undefined),
      redirectLocation(302, ''),
      redirectLocation(200, '/x'),
      redirectLocation(304, '/x'),
      redirectLocation(300, '/x'),
    ]).toEqual(['/x', null, null, null, null, null]);
  });
});
