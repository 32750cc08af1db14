/** A real mail server of Debian's (Exim) on free ports of this machine, for one test: a configuration of its own, no root needed, nothing of the system's mail touched. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { freePort } from './broker';
import type { Certificates } from './certificates';

export interface MailServer {
  /** STARTTLS. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly tlsPort: number;
  /** What was delivered into the Maildir, raw, as soon as there are so many. */
  mails(count: number): Promise<readonly Buffer[]>;
  close(): Promise<void>;
}

/** Where Exim is; undefined where it is not installed. */
export const exim: string | undefined = [process.env['EXIM'], '/usr/sbin/exim4', '/usr/sbin/exim'].find(
  file => file !== undefined && existsSync(file),
);

/** Why a test that needs it is skipped; a CI machine has to have it. */
export const withoutExim: string | false =
  exim !== undefined || process.env['CI'] === 'true' ? false : 'no Exim on this machine (on Debian: exim4-daemon-light)';

/** Takes mail for anybody but `nobody`, from `alice` with the password `s3cret`, over TLS only. */
export async function startMailServer({ server }: Certificates): Promise<MailServer> {
  if (exim === undefined) throw new Error('Exim is not installed. On Debian: apt-get install exim4-daemon-light.');
  const folder = await mkdtemp(path.join(tmpdir(), 'exim-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const owner = eximUser();
  await writeFile(path.join(folder, 'cert'), server.cert);
  await writeFile(path.join(folder, 'key'), server.key);
  for (const name of ['spool', 'log', 'mail']) await mkdir(path.join(folder, name));
  await writeFile(path.join(folder, 'exim.conf'), configuration(folder, owner.name, port, tlsPort), { mode: 0o644 });
  if (owner.id !== undefined) {
    await chmod(folder, 0o755);
    for (const name of ['cert', 'key', 'spool', 'log', 'mail']) await chown(path.join(folder, name), owner.id, owner.group);
  }
  const child = spawn(exim, ['-C', path.join(folder, 'exim.conf'), '-bdf'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const inbox = path.join(folder, 'mail', 'new');
  await listening(port, () => said);
  return {
    port,
    tlsPort,
    async mails(count) {
      for (let tries = 0; ; tries++) {
        const names = existsSync(inbox) ? (await readdir(inbox)).sort() : [];
        if (names.length >= count) return Promise.all(names.map(name => readFile(path.join(inbox, name))));
        if (tries > 400) throw new Error(`${names.length} of ${count} mails were delivered. ${said}${await logOf(folder)}`);
        await new Promise(resolve => setTimeout(resolve, 25));
      }
    },
    async close() {
      if (child.exitCode === null) {
        child.kill();
        await once(child, 'exit');
      }
      // What it has begun for a delivery may still write its log.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Exim never delivers as root: then its own user does, which its package has made. */
function eximUser(): { readonly name: string; readonly id?: number; readonly group: number } {
  if (process.getuid?.() !== 0) return { name: userInfo().username, group: userInfo().gid };
  const name = ['Debian-exim', 'exim', 'mail'].find(it => idOf('-u', it) !== undefined) ?? 'mail';
  return { name, id: idOf('-u', name) ?? 8, group: idOf('-g', name) ?? 8 };
}

function idOf(option: '-u' | '-g', user: string): number | undefined {
  try {
    return Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  } catch {
    return undefined;
  }
}

const configuration = (folder: string, user: string, port: number, tlsPort: number): string => `
primary_hostname = mail.example.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/spool/exim.pid
exim_user = ${user}
exim_group = ${groupName(user)}
deliver_drop_privilege
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port} : ${tlsPort}
tls_on_connect_ports = ${tlsPort}
tls_advertise_hosts = *
tls_certificate = ${folder}/cert
tls_privatekey = ${folder}/key
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
keep_environment =
rfc1413_hosts =
host_lookup =
acl_smtp_rcpt = rcpt
acl_smtp_data = take

begin acl
rcpt:
  deny message = Encryption first
       !encrypted = *
  deny message = Log in first
       !authenticated = *
  deny message = No such user here
       local_parts = nobody
  accept
take:
  accept

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{alice}}{eq{$auth3}{s3cret}}}}
  server_set_id = $auth2

begin routers
all:
  driver = accept
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = ${folder}/mail
  maildir_format
  batch_max = 100
  envelope_to_add
  return_path_add
  user = ${user}
`;

const groupName = (user: string): string => execFileSync('id', ['-gn', user]).toString().trim();

async function logOf(folder: string): Promise<string> {
  const names = await readdir(path.join(folder, 'log'));
  return (await Promise.all(names.map(name => readFile(path.join(folder, 'log', name), 'utf8')))).join('\n');
}

async function listening(port: number, said: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error(`Exim did not begin to listen on ${port}: ${said()}`);
}
