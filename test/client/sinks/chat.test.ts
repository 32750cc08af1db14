import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AnySinkKind, Delivery } from '../../../client/src/delivery/contract';
import { summarise } from '../../../client/src/delivery/summary';
import { slack, slackLimits, slackMessage } from '../../../client/src/sinks/slack';
import { teams, teamsBytes, teamsMessage } from '../../../client/src/sinks/teams';
import { captured } from '../../support/events';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cut?: true;
}
interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** A service on this machine that answers as told, then always 200 ok. */
async function service<T>(replies: readonly Reply[], work: (base: string, seen: readonly Seen[]) => Promise<T>): Promise<T> {
  const seen: Seen[] = [];
  const left = [...replies];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        url: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
      });
      const reply = left.shift() ?? {};
      if (reply.cut) return void request.socket.destroy();
      response.writeHead(reply.status ?? 200, reply.headers ?? {}).end(reply.body ?? 'ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const delivery = (over: Parameters<typeof captured>[0] = {}): Delivery => ({
  deliveryId: 'd1',
  event: captured(over),
  attempt: 1,
  listener: 'WS-42',
});
function open(kind: AnySinkKind, raw: object, patience?: number) {
  const parsed = kind.configure({ ...raw });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.complaints.join());
  return parsed.settings.open({ log: () => undefined, instance: 'WS-42', ...(patience !== undefined && { patience }) });
}

for (const [kind, path] of [
  [slack, '/services/T0/B0/x'],
  [teams, '/workflows/x'],
] as const) {
  const send = (base: string) => open(kind, { webhookUrl: base + path }).send([delivery()]);
  for (const [name, reply, outcome] of [
    ['200', {}, /^delivered$/],
    ['202', { status: 202, body: '' }, /^delivered$/],
    ['a login page of a network', { body: '<!DOCTYPE html><title>Log in</title>' }, /^retry: Not \w+ but a web page answered \(200\)/],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }, /^retry after 7000: .* slow down/],
    ['500', { status: 500 }, /^retry: .*problem \(500/],
    ['a cut connection', { cut: true }, /^retry: .*cannot be reached/],
    ['400 with a reason', { status: 400, body: 'invalid_payload' }, /^rejected: .*invalid_payload/],
    ['403', { status: 403, body: 'invalid_token' }, /^rejected: .*Set it up again/],
    ['404', { status: 404, body: 'no_service' }, /^rejected: .*does not know this address/],
  ] as const satisfies readonly (readonly [string, Reply, RegExp])[]) {
    test(`${kind.kind}: ${name} is judged`, () =>
      service([reply], async base => {
        const [it] = await send(base);
        assert.ok(it);
        const said =
          it.kind === 'delivered'
            ? it.kind
            : `${it.kind}${it.kind === 'retry' && it.afterMs !== undefined ? ` after ${it.afterMs}` : ''}: ${it.reason}`;
        assert.match(said, outcome);
        assert.doesNotMatch(said, /T0|workflows/, 'the address is a secret');
      }));
  }
}

for (const [kind, path] of [
  [slack, '/services/T0/B0/x'],
  [teams, '/workflows/x'],
] as const)
  for (const [name, answer] of [
    ['never answers', () => undefined],
    [
      'begins an answer and never ends it',
      (response: ServerResponse) => {
        const timer = setInterval(() => response.write('o'), 50);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ] as const)
    test(
      `${kind.kind}: a service that ${name} is given up after a while, however often the collector runs`,
      { timeout: 20_000 },
      async () => {
        setFlagsFromString('--expose-gc');
        const collect = runInNewContext('gc') as () => void;
        const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const collecting = [50, 100, 150].map(ms => setTimeout(collect, ms));
        try {
          const sink = open(kind, { webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` }, 300);
          const [outcome] = await sink.send([delivery()]);
          assert.match(outcome?.kind === 'retry' ? outcome.reason : '', /cannot be reached \(no answer in time\)/);
          await sink.close();
        } finally {
          collecting.forEach(clearTimeout);
          server.closeAllConnections();
          server.close();
        }
      },
    );

test('slack: a bot token posts to its channel, and the second message about an execution joins the thread', () =>
  service([{ body: '{"ok":true,"ts":"17.1"}' }, { body: '{"ok":true,"ts":"17.2"}' }], async (base, seen) => {
    const sink = open(slack, { token: 'xoxb-secret', channel: '#qlik', apiUrl: base });
    const one = delivery({ fields: { TaskName: 'A', ExecutionId: 'e1' } });
    assert.deepEqual(await sink.send([one, one]), [
      { kind: 'delivered', answer: '200 ok' },
      { kind: 'delivered', answer: '200 ok' },
    ]);
    assert.deepEqual(
      seen.map(({ body }) => [body['channel'], body['thread_ts']]),
      [
        ['#qlik', undefined],
        ['#qlik', '17.1'],
      ],
    );
    assert.equal(seen[0]?.headers.authorization, 'Bearer xoxb-secret');
    assert.deepEqual(seen[0].body['metadata'], { event_type: 'log4net_event', event_payload: { delivery_id: 'd1' } });
  }));

test('slack: what chat.postMessage refuses with status 200 is seen', () =>
  service(
    [{ body: '{"ok":false,"error":"channel_not_found"}' }, { body: '{"ok":false,"error":"ratelimited"}' }, { body: 'null' }],
    async base => {
      const outcomes = await open(slack, { token: 'xoxb-secret', channel: '#x', apiUrl: base }).send([delivery(), delivery(), delivery()]);
      assert.deepEqual(
        outcomes.map(it => it.kind),
        ['rejected', 'retry', 'retry'],
      );
    },
  ));

test('teams: an address of a retired connector is recognised and explained', () => {
  const parsed = teams.configure({ webhookUrl: 'https://contoso.webhook.office.com/webhookb2/x' });
  assert.match(parsed.ok ? '' : parsed.complaints.join(), /retired.*Make a workflow/);
});

for (const kind of [slack, teams])
  test(`${kind.kind}: a webhook gets the delivery id as a header, the same at every attempt`, () =>
    service([{ status: 500 }], async (base, seen) => {
      const sink = open(kind, { webhookUrl: `${base}/x` });
      await sink.send([delivery()]);
      await sink.send([{ ...delivery(), attempt: 2 }]);
      assert.deepEqual(
        seen.map(it => it.headers['x-log4net-delivery-id']),
        ['d1', 'd1'],
      );
    }));

test('an address that no request can go to is refused at the door, in words', () => {
  const addresses = [
    'https://hooks.example.com:99999/x',
    'https://[bad/x',
    'https://u:p@hooks.example.com/x',
    'http://hooks.example.com/x',
    'https://',
  ];
  for (const webhookUrl of addresses)
    for (const kind of [slack, teams]) {
      const parsed = kind.configure({ webhookUrl });
      assert.match(parsed.ok ? '' : parsed.complaints.join(), /"webhookUrl" must be the https:\/\/ address/, webhookUrl);
    }
  assert.ok(slack.configure({ webhookUrl: 'http://localhost:8080/x' }).ok);
  assert.ok(slack.configure({ webhookUrl: 'https://hooks.example.com:8443/x' }).ok);
});

const hostile = [
  '<!channel>',
  '<@U123>',
  '@here',
  '[click](http://evil.example)',
  '**bold**',
  '`code`',
  '<script>alert(1)</script>',
  '&lt;',
  '*x* _y_ ~z~',
  '\u0000\u001b[31m',
  'x'.repeat(70_000),
  '🙂'.repeat(9000),
  '\ud800',
  '日本'.repeat(9000),
];

test('slack: hostile text stands only in plain-text places, within every limit', () => {
  for (const text of hostile) {
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [n === 0 ? 'TaskName' : `Field${n}`, text]));
    const message = slackMessage(summarise(delivery({ fields: { ...fields, LogMessage: text } }), 'WS-42'));
    assert.doesNotMatch(String(message['text']), /<[!@#h]/);
    assert.ok(message.blocks.length <= slackLimits.blocks);
    assert.doesNotMatch(JSON.stringify(message.blocks), /"mrkdwn"/);
    assert.ok(JSON.stringify(message.blocks).length <= slackLimits.total + 1500, 'the texts stay within the total');
    for (const block of message.blocks) {
      if (block.type === 'header') assert.ok(block.text.text.length <= slackLimits.header);
      if (block.type === 'section')
        for (const field of block.fields ?? []) assert.ok(field.type === 'plain_text' && field.text.length <= slackLimits.field);
    }
  }
});

test('teams: hostile text stands only in text runs, and the card fits', () => {
  for (const text of hostile) {
    const fields = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`Field${n}`, text]));
    const card = JSON.stringify(teamsMessage(summarise(delivery({ fields: { ...fields, LogMessage: text } }), 'WS-42')));
    assert.ok(Buffer.byteLength(card) <= teamsBytes, `${Buffer.byteLength(card)} bytes`);
    assert.doesNotMatch(card, /"(TextBlock|FactSet)"|"entities"/);
  }
});

test('a cut text says how much is missing', () => {
  const { message } = summarise(delivery({ fields: { LogMessage: 'x'.repeat(5000) } }), 'WS-42');
  assert.match(message ?? '', /x … \(\+30\d\d characters\)$/);
});

test('a roll-up and a test say what they are', () => {
  const summary = summarise({ ...delivery({ origin: 'test' }), heldBack: 9999 }, 'WS-42');
  assert.equal(summary.title, 'TEST Task failed: Finance close');
  assert.match(summary.footer, /^9999 more like this were held back/);
});

for (const [kind, path] of [
  [slack, '/services/T0/B0/x'],
  [teams, '/workflows/x'],
] as const)
  for (const [name, template] of [
    ['cannot be read', '{{TaskName'],
    ['fails for the event', '{{nonsense TaskName}}'],
  ] as const)
    test(`${kind.kind}: a template that ${name} costs no message, and the message says that it is the plain form`, () =>
      service([], async (base, seen) => {
        const sink = open(kind, { webhookUrl: base + path, template });
        assert.equal(
          (await sink.send([delivery({ fields: { TaskName: 'Finance close', LogMessage: 'Max retries reached' } })]))[0]?.kind,
          'delivered',
        );
        assert.match(
          JSON.stringify(seen[0]?.body),
          /Finance close.*Max retries reached.*The template of this sink failed, so this is the plain form/,
        );
      }));
