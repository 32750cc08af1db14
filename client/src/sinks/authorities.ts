/**
 * Whom a TLS connection to a broker or a mail server believes. Requests to web services are VS Code's own business; these
 * connections are ours, and Node by itself knows only the list that it brings along.
 */
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where distributions of Linux keep their list. */
const bundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];

let known: readonly string[] | undefined;

/**
 * @param ca the authority in the sink's settings, as PEM text: it alone is believed
 * @param system whether the system's authorities are believed beside Node's own and those in NODE_EXTRA_CA_CERTS
 * @returns for the `ca` of a TLS connection; undefined leaves it to Node
 */
export function authorities(ca: string | undefined, system = true): string | string[] | undefined {
  if (ca !== undefined) return ca;
  if (!system) return undefined;
  known ??= [...new Set([...ofNode(), ...ofSystem()])];
  return [...known];
}

type CertificateStore = (which: 'default' | 'system') => readonly string[];
/** Since Node 22.15. */
const storeOfNode = (): CertificateStore | undefined => (tls as { readonly getCACertificates?: CertificateStore }).getCACertificates;

function ofNode(): readonly string[] {
  const store = storeOfNode();
  if (store !== undefined) return store('default');
  return [...tls.rootCertificates, ...certificatesIn(process.env['NODE_EXTRA_CA_CERTS'])];
}

/** An older Node cannot ask Windows or macOS; there the authority is named in the settings (`ca`). */
function ofSystem(): readonly string[] {
  const store = storeOfNode();
  if (store !== undefined) return store('system');
  const named = process.env['SSL_CERT_FILE'];
  for (const file of named === undefined ? bundles : [named]) {
    const found = certificatesIn(file);
    if (found.length > 0) return found;
  }
  return [];
}

function certificatesIn(file: string | undefined): readonly string[] {
  if (file === undefined || file === '') return [];
  try {
    return readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  } catch {
    return [];
  }
}
