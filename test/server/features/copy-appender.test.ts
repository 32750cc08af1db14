import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/features/analysed';
import { copyAppender, removeCopies } from '../../../server/src/features/copy-appender';
import { analysed } from '../../support/analysed';

const config = `<configuration>
  <appender name="Udp &amp; co" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="10.9.9.9" />
    <param name="remotePort" value="9998" />
  </appender>
  <logger name="A">
    <appender-ref ref="Udp &amp; co" />
  </logger>
  <logger name="B"><appender-ref ref="Udp &amp; co" /></logger>
</configuration>`;

test('a copy sends to this computer, is marked by a comment, and gets a reference beside each one', () => {
  const edits = copyAppender(analysed(config), 'Udp & co', '10.20.30.5') ?? assert.fail();
  assert.equal(
    applyEdits(config, edits),
    `<configuration>
  <appender name="Udp &amp; co" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="10.9.9.9" />
    <param name="remotePort" value="9998" />
  </appender>
  <!-- Temporary: a copy for the test listener on 10.20.30.5. Delete it, and the references to it, when done. -->
  <appender name="Udp &amp; co-test-copy" type="log4net.Appender.UdpAppender">
    <param name="remoteAddress" value="10.20.30.5" />
    <param name="remotePort" value="9998" />
  </appender>
  <logger name="A">
    <appender-ref ref="Udp &amp; co" />
    <appender-ref ref="Udp &amp; co-test-copy" />
  </logger>
  <logger name="B"><appender-ref ref="Udp &amp; co" /> <appender-ref ref="Udp &amp; co-test-copy" /></logger>
</configuration>`,
  );
});

test('a second copy has a name of its own', () => {
  const once = applyEdits(config, copyAppender(analysed(config), 'Udp & co', '10.20.30.5') ?? []);
  const twice = applyEdits(once, copyAppender(analysed(once), 'Udp & co', '10.20.30.6') ?? []);
  assert.match(twice, /name="Udp &amp; co-test-copy-2"/);
});

test('an appender that is not there, or has no address, is not copied', () => {
  assert.equal(copyAppender(analysed(config), 'Other', '10.20.30.5'), undefined);
  assert.equal(copyAppender(analysed(config.replace(/.*remoteAddress.*\n/, '')), 'Udp & co', '10.20.30.5'), undefined);
});

test('taking a copy out leaves the file as it was, with line breaks of either kind', () => {
  for (const before of [config, config.replaceAll('\n', '\r\n'), config.replaceAll(/\s*\n\s*/g, '')]) {
    const copied = applyEdits(before, copyAppender(analysed(before), 'Udp & co', '10.20.30.5') ?? assert.fail());
    assert.notEqual(copied, before);
    assert.equal(applyEdits(copied, removeCopies(analysed(copied), [])), before);
  }
});

test('several copies go at once, those whose port is still listened on stay', () => {
  const once = applyEdits(config, copyAppender(analysed(config), 'Udp & co', '10.20.30.5') ?? []);
  const twice = applyEdits(once, copyAppender(analysed(once), 'Udp & co', '10.20.30.6') ?? []);
  assert.equal(applyEdits(twice, removeCopies(analysed(twice), [])), config);
  const moved = once.replace(/(test-copy"[^]*?)9998/, '$19997');
  assert.deepEqual(removeCopies(analysed(moved), [9997]), []);
  assert.equal(applyEdits(moved, removeCopies(analysed(moved), [9998])), config);
});

test('a copy that was edited still goes; an appender of that name without the comment, or under another one, stays', () => {
  const copied = applyEdits(config, copyAppender(analysed(config), 'Udp & co', '10.20.30.5') ?? []);
  const edited = copied.replace('value="10.20.30.5"', 'value="10.20.30.77"').replace('-->\n', '-->\n\n');
  assert.equal(applyEdits(edited, removeCopies(analysed(edited), [])), config);
  assert.deepEqual(removeCopies(analysed(copied.replace(/<!--[^]*?-->/, '')), []), []);
  assert.deepEqual(removeCopies(analysed(copied.replace('Temporary: a copy', 'A copy')), []), []);
});
