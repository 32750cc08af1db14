import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../server/src/features/analysed';
import { copyAppender } from '../../../server/src/features/copy-appender';
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
