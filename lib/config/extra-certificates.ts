import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ConfigError } from '@/lib/config/config';

const CERTIFICATE_FILES = /\.(pem|crt|cer)$/i;
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

declare global {
  var yikaExtraCertificates: string | undefined;
}

/**
 * Makes every TLS connection of this process (engine, tools, MCP servers, database, `fetch`) trust the certificate
 * authorities of EXTRA_CA_CERTS besides the usual ones. Connections that bring a `ca` of their own are not affected.
 * @param place a file or folder; undefined changes nothing
 * @throws ConfigError when the place cannot be read or contains no certificate
 */
export function trustExtraCertificates(place: string | undefined): void {
  if (place === undefined || globalThis.yikaExtraCertificates === place) return;
  setDefaultCACertificates([...getCACertificates('default'), ...readCertificates(place)]);
  globalThis.yikaExtraCertificates = place;
}

/**
 * The certificates, as PEM, of a file or of the .pem, .crt and .cer files of a folder; files may be PEM (with any
 * number of certificates) or DER.
 * @throws ConfigError
 */
export function readCertificates(place: string): string[] {
  try {
    if (!statSync(place).isDirectory()) return readFile(place);
    const files = readdirSync(place)
      .filter((name) => CERTIFICATE_FILES.test(name))
      .sort();
    if (files.length === 0) throw new ConfigError(`EXTRA_CA_CERTS: the folder ${place} has no .pem, .crt or .cer file`);
    return files.flatMap((name) => readFile(path.join(place, name)));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      `EXTRA_CA_CERTS: cannot read ${place} (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function readFile(file: string): string[] {
  const content = readFileSync(file);
  const blocks: (string | Buffer)[] = content.toString('latin1').match(PEM_BLOCK) ?? [];
  try {
    return (blocks.length > 0 ? blocks : [content]).map((block) => new X509Certificate(block).toString());
  } catch {
    throw new ConfigError(`EXTRA_CA_CERTS: ${file} is not a certificate in PEM or DER format`);
  }
}
