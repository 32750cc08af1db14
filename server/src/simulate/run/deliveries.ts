/** Which behaviour of the catalogue delivers how: one line each. */
import type { World } from '../world';
import type { Appender, Delivery } from './appender';
import { buffered } from './buffering';
import { forwarding, type Attached } from './forwarding';
import { smtpMails } from './mail';
import { syslogDatagrams } from './syslog';
import { udpDatagrams } from './udp';

/** The delivery of an appender. `children` are the appenders attached to it. */
export function deliveryFor(appender: Appender, children: Attached, world: World): Delivery {
  switch (appender.object.behaviour ?? '') {
    case 'udp-datagram':
      return udpDatagrams(appender, world);
    case 'syslog-datagram':
      return syslogDatagrams(appender, world);
    case 'smtp-mail':
      return smtpMails(appender, world);
    case 'forwarding':
      return forwarding(children);
    case 'buffering-forwarding':
      return buffered(
        appender,
        world,
        events => children.appendAll(events),
        () => children.closeAll(),
      );
    default:
      return world.catalogue.actsAs(appender.object.type, 'buffering')
        ? buffered(appender, world, () => elsewhere(appender, world))
        : local(appender, world);
  }
}

/** Files, consoles and the like: the event is written, and nothing leaves the machine. */
function local(appender: Appender, world: World): Delivery {
  return {
    append(event) {
      // Patterns complain and count whether or not anybody sees the result.
      if (appender.layout) appender.render(event);
      elsewhere(appender, world);
    },
  };
}

function elsewhere(appender: Appender, world: World): void {
  const doc = world.catalogue.behaviour(appender.object.behaviour ?? '')?.doc ?? 'What it does with the event is not known.';
  world.journal.step({
    kind: 'send',
    outcome: 'pass',
    reason: `Nothing leaves by datagram or mail. ${doc}`,
    appender: appender.name,
    span: appender.object.span,
  });
}
