/** A failed task that never was, for previews and test messages before anything has been captured. */
import type { CapturedEvent } from '../../../../server/src/wire/event';

export function sampleEvent(): CapturedEvent {
  const now = new Date();
  const fields = {
    HostName: 'QS-TEST',
    TaskName: 'Test of forwarding',
    AppName: 'Sample app',
    User: 'TEST\\nobody',
    TaskId: crypto.randomUUID(),
    AppId: crypto.randomUUID(),
    LogTimestamp: now.toISOString().replace('T', ' ').slice(0, 19),
    LogLevel: 'INFO',
    ExecutionId: crypto.randomUUID(),
    LogMessage: 'This is a test message. No task has failed.',
  };
  const text = ['/scheduler-task-failed/', ...Object.values(fields)].join(';');
  return {
    id: crypto.randomUUID(),
    seq: 1,
    receivedAt: now.toISOString(),
    origin: 'test',
    port: 0,
    from: { address: '127.0.0.1', port: 0 },
    bytes: text.length,
    text,
    format: 'delimited',
    type: 'task-failed',
    verdict: 'accepted',
    code: 'ok',
    level: 'INFO',
    fields,
  };
}
