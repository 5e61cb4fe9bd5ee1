import { generate } from 'selfsigned';

export interface PrivateCa {
  /** PEM of the authority's own certificate. */
  readonly certificate: string;
  /** A key and certificate for a server of this name, signed by the authority. */
  issue(hostName: string): Promise<{ readonly key: string; readonly cert: string }>;
}

/** A company's own certificate authority, made for one test. */
export async function createPrivateCa(name = 'Test company CA'): Promise<PrivateCa> {
  const kind = { keyType: 'ec', algorithm: 'sha256' } as const;
  const ca = await generate([{ name: 'commonName', value: name }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    certificate: ca.cert,
    issue: async (hostName) => {
      const issued = await generate([{ name: 'commonName', value: hostName }], {
        ...kind,
        ca: { key: ca.private, cert: ca.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'subjectAltName', altNames: [{ type: 2, value: hostName }] },
        ],
      });
      return { key: issued.private, cert: issued.cert };
    },
  };
}
