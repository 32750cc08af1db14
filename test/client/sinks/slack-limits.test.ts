/** Our messages against what Slack documents about blocks and what `@slack/types` says of their form. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import type { Delivery } from '../../../client/src/delivery/contract';
import { summarise } from '../../../client/src/delivery/summary';
import { slackLimits, slackMessage } from '../../../client/src/sinks/slack';
import { captured } from '../../support/events';
import { hostileStrings } from '../../support/hostile';

/** docs.slack.dev, "Block Kit": reference of blocks, composition objects and chat.postMessage. */
const documented = {
  blocks: 50,
  header: 150,
  fields: 10,
  field: 2_000,
  elements: 10,
  buttons: 25,
  buttonText: 75,
  url: 3_000,
  text: 4_000,
  all: 12_000,
};

/** What Slack would refuse, or what is no plain text, in sentences. */
function wrong(message: ReturnType<typeof slackMessage>): readonly string[] {
  const found: string[] = [];
  let all = 0;
  const limit = (name: string, value: number, most: number) => {
    if (value > most) found.push(`${name}: ${value}, at most ${most}`);
  };
  const plain = (name: string, it: PlainTextElement | { readonly type: string; readonly text?: string }, most: number) => {
    if (it.type !== 'plain_text') found.push(`${name} is ${it.type}`);
    all += it.text?.length ?? 0;
    if (it.text === undefined || it.text === '') found.push(`${name} is empty`);
    limit(name, it.text?.length ?? 0, most);
  };
  limit('blocks', message.blocks.length, documented.blocks);
  limit('text', String(message['text']).length, documented.text);
  const byType: { readonly [type in KnownBlock['type']]?: (block: never) => void } = {
    header: ({ text }: HeaderBlock) => plain('header', text, documented.header),
    section: ({ fields = [], text, accessory }: SectionBlock) => {
      if (text !== undefined || accessory !== undefined) found.push('a section holds fields only');
      limit('fields', fields.length, documented.fields);
      for (const field of fields) plain('field', field, documented.field);
    },
    rich_text: ({ elements }: RichTextBlock) => {
      for (const { type, elements: inner } of elements)
        for (const it of inner) {
          if (type !== 'rich_text_preformatted' || it.type !== 'text') found.push(`${type} with ${it.type}`);
          else all += it.text.length;
        }
    },
    actions: ({ elements }: ActionsBlock) => {
      limit('buttons', elements.length, documented.buttons);
      for (const { type, text, url } of elements as readonly (Omit<Button, 'type'> & { readonly type: string })[]) {
        if (type !== 'button') found.push(`an action is ${type}`);
        plain('button', text, documented.buttonText);
        limit('url', url?.length ?? 0, documented.url);
      }
    },
    context: ({ elements }: ContextBlock) => {
      limit('elements', elements.length, documented.elements);
      for (const it of elements) plain('context', it, documented.field);
    },
  };
  for (const block of message.blocks) {
    const check: ((block: never) => void) | undefined = byType[block.type];
    if (check === undefined) found.push(`a block ${block.type}`);
    else check(block as never);
  }
  limit('all texts', all, documented.all);
  return found;
}

const delivery = (over: Parameters<typeof captured>[0]): Delivery => ({
  deliveryId: 'd1',
  event: captured(over),
  attempt: 1,
  listener: 'WS-42',
  heldBack: 9_999,
});
const links = [
  ['Open hub', 'https://qlik.example.test/hub'],
  ['Open QMC', 'https://qlik.example.test/qmc'],
] as const;

test('our own limits are those that Slack documents, or below', () => {
  const { blocks, header, section, fields, field, total } = slackLimits;
  assert.ok(blocks <= documented.blocks && header <= documented.header && fields <= documented.fields && field <= documented.field);
  assert.ok(section <= 3_000 && total <= documented.all);
});

test('the largest message there can be keeps every limit at once', () => {
  for (const letter of ['x', '🙂', '日', '<', '&', '\u0000', '\ud800']) {
    const long = letter.repeat(40_000);
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}${long}`.slice(0, 5_000), long]));
    const message = slackMessage(
      summarise(delivery({ type: long, fields: { ...fields, TaskName: long, LogMessage: long } }), long),
      {},
      links,
    );
    assert.deepEqual(wrong(message), [], letter);
  }
});

test('every hostile string in every place keeps every limit', () => {
  for (const text of hostileStrings)
    for (const over of [
      { fields: { TaskName: text, HostName: text, LogMessage: text, ExecutionId: text } },
      { type: text, message: text, text, fields: {} },
    ])
      assert.deepEqual(wrong(slackMessage(summarise(delivery(over), 'WS-42'), {}, links)), [], text);
});

test('the check finds what is too long, too many, empty or not plain', () => {
  const message = slackMessage(summarise(delivery({ fields: { TaskName: 'x', HostName: 'y' } }), 'WS-42'));
  const with_ = (block: KnownBlock) => wrong({ ...message, blocks: [...message.blocks, block] }).length;
  assert.deepEqual(wrong(message), []);
  assert.ok(with_({ type: 'divider' }) > 0);
  assert.ok(with_({ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }) > 0);
  assert.ok(with_({ type: 'section', fields: [{ type: 'mrkdwn', text: '<!channel>' }] }) > 0);
  assert.ok(with_({ type: 'section', fields: Array.from({ length: 11 }, () => ({ type: 'plain_text', text: 'x' })) }) > 0);
  assert.ok(with_({ type: 'context', elements: [{ type: 'plain_text', text: '' }] }) > 0);
  assert.ok(wrong({ ...message, blocks: Array.from({ length: 51 }, () => message.blocks[0] as KnownBlock) }).length > 0);
});
