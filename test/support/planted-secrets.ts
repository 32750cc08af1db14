/** Twenty-one secrets in every place of the settings where one can stand, peers that quote them back, and a search for them. */
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** No secret: it has to be seen in each place that is searched, or the search finds nothing anyway. */
export const canary = 'canary-that-is-no-secret';
/** With what URLs, JSON and HTML write otherwise. */
const secret = (n: number): string => `S3cr&t-${String(n).padStart(2, '0')}-"pl@nted"/+%<x>`;
const apart = 'planted-21@behind-an-at';
const plain = (n: number): string => `xoxb-planted-${String(n).padStart(2, '0')}-token`;

export interface Planted {
  readonly sinks: readonly Readonly<Record<string, unknown>>[];
  /** By the name that the settings refer to. */
  readonly values: ReadonlyMap<string, string>;
}

/** @param open whether four of them stand in the settings as they are, as the command line allows */
export function plant(
  http: number,
  smtp: number,
  tcp: number,
  open: 'some in the open' | 'nothing in the open' = 'some in the open',
): Planted {
  const values = new Map<string, string>();
  const keep = (name: string, value: string) => {
    values.set(name, value);
    return { env: name };
  };
  const may = (name: string, value: string) => (open === 'some in the open' ? value : keep(name, value));
  const sinks = [
    ...[1, 2, 3, 4].map(n => ({
      kind: 'slack',
      webhookUrl: keep(`HOOK_${n}`, `http://127.0.0.1:${http}/services/T0/B0/planted-${n}-hook`),
    })),
    ...[5, 6, 7].map(n => ({
      kind: 'slack',
      token: keep(`TOKEN_${n}`, plain(n)),
      channel: `#${canary}`,
      apiUrl: `http://127.0.0.1:${http}`,
    })),
    ...[8, 9, 10, 11].map(n => ({
      kind: 'teams',
      webhookUrl: keep(`FLOW_${n}`, `http://127.0.0.1:${http}/flows?sig=planted-${n}-signature&x=1`),
    })),
    ...[12, 13, 14].map(n => ({
      kind: 'email',
      ...{ host: '127.0.0.1', port: smtp, from: 'a@x.test', to: 'b@x.test' },
      checkCertificate: false,
      user: `${canary}-${n}`,
      password: keep(`MAIL_${n}`, secret(n)),
    })),
    ...[15, 16, 17].map(n => ({
      kind: 'mqtt',
      url: `mqtt://127.0.0.1:${tcp}`,
      topic: canary,
      username: 'u',
      password: keep(`BROKER_${n}`, secret(n)),
    })),
    // Two stand in the address, one of them with characters that part an address, two stand in the file as they are.
    { kind: 'mqtt', url: may('ADDRESS', `mqtt://u:${encodeURIComponent(secret(18))}@127.0.0.1:${tcp}`), topic: canary },
    { kind: 'mqtt', url: `mqtt://127.0.0.1:${tcp}`, topic: canary, username: 'u', password: may('BROKER_19', secret(19)) },
    { kind: 'slack', webhookUrl: may('HOOK_20', `http://127.0.0.1:${http}/services/T0/B0/planted-20-hook`) },
    { kind: 'mqtt', url: may('ADDRESS_21', `mqtt://u:abc@${apart}@127.0.0.1:${tcp}`), topic: canary },
  ].map((sink, at) => ({ id: `sink-${at}-${canary}`, rate: false, label: canary, ...sink }));
  return { sinks, values };
}

export const needles = [
  ...[1, 2, 3, 4, 20].map(n => `planted-${n}-hook`),
  ...[5, 6, 7].map(plain),
  ...[8, 9, 10, 11].map(n => `planted-${n}-signature`),
  ...[12, 13, 14, 15, 16, 17, 18, 19].map(secret),
  'behind-an-at',
];

/** As the text stands, and as JSON, URLs and base64 would write it. */
export const written = (text: string): readonly string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
];

export function search(places: ReadonlyMap<string, string>): readonly string[] {
  const found: string[] = [];
  for (const [name, text] of places) {
    if (!text.includes(canary)) found.push(`${name}: the canary is missing, the search proves nothing:\n${text.slice(0, 500)}`);
    for (const needle of needles) if (written(needle).some(it => text.includes(it))) found.push(`${name} holds ${needle}`);
  }
  return found;
}

/** Peers that answer with everything they were told. */
export async function quotingPeers(work: (http: number, smtp: number, tcp: number) => Promise<void>): Promise<void> {
  const http = createHttp((request, response) => {
    const said = `${canary}: ${request.url ?? ''} ${request.headers.authorization ?? ''}`;
    request
      .resume()
      .on('end', () =>
        response
          .writeHead((request.url ?? '').includes('chat.post') ? 200 : 400)
          .end((request.url ?? '').includes('chat.post') ? JSON.stringify({ ok: false, error: said }) : said),
      );
  });
  const smtp = new SMTPServer({
    onAuth: ({ username, password }, _session, done) => done(new Error(`535 ${canary} ${username ?? ''} ${password ?? ''}`)),
  });
  smtp.on('error', () => undefined);
  const tcp = createTcp(socket => socket.on('error', () => undefined).on('data', data => socket.end(data)));
  http.listen(0, '127.0.0.1');
  tcp.listen(0, '127.0.0.1');
  smtp.listen(0, '127.0.0.1');
  await Promise.all([once(http, 'listening'), once(tcp, 'listening'), once(smtp.server, 'listening')]);
  const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
  try {
    await work(port(http), port(smtp.server), port(tcp));
  } finally {
    http.closeAllConnections();
    http.close();
    tcp.close();
    await new Promise<void>(resolve => smtp.close(resolve));
  }
}
