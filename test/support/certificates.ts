/** A certificate authority for one test, made by OpenSSL: a server's certificate for 127.0.0.1 and a client's. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

let made: Promise<Certificates> | undefined;

/** Made once per process; needs the program `openssl`. */
export function certificates(): Promise<Certificates> {
  made ??= make();
  return made;
}

async function make(): Promise<Certificates> {
  const folder = await mkdtemp(path.join(tmpdir(), 'certificates-'));
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=Test authority');
    await writeFile(path.join(folder, 'server.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    await writeFile(path.join(folder, 'client.ext'), 'extendedKeyUsage=clientAuth\n');
    for (const name of ['server', 'client']) {
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
        ...['-out', `${name}.crt`, '-days', '2', '-extfile', `${name}.ext`],
      );
    }
    return {
      ca: await read('ca.crt'),
      server: { cert: await read('server.crt'), key: await read('server.key') },
      client: { cert: await read('client.crt'), key: await read('client.key') },
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
