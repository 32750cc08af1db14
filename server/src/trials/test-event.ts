/** A test event: one sample event through one appender, as log4net would send it. */
import type { Analysed } from '../features/analysed';
import { sampleEvents, sampleMachine } from '../features/samples';
import type { LogEvent } from '../pattern/event';
import type { TestEventParams, TestEventResult } from '../protocol';
import { simulate } from '../simulate/index';
import { whyNothing } from './why-nothing';

/** The first sample event that this appender's threshold and filters let through, rendered and encoded. */
export function testEvent(doc: Analysed, params: TestEventParams): TestEventResult {
  const appender = doc.config.appenderNamed(params.appender);
  if (!appender) return { ok: false, reason: `No appender is called '${params.appender}' any more. Save the name and try again.` };
  const value = (name: string): string | undefined => appender.settings.findLast(it => it.name.toLowerCase() === name)?.value?.text;
  const configured = { address: value('remoteaddress') ?? '', port: Number(value('remoteport') ?? Number.NaN) };
  const machine = { ...sampleMachine, hostName: params.hostName, timeZone: params.timeZone, processStart: params.now };
  let reason: string | undefined;
  for (const sample of sampleEvents(doc, appender)) {
    const event = freshened(sample, params);
    const input = { text: doc.text, events: [event], machine, log4netVersion: doc.catalogue.version, onlyAppender: appender.name };
    const simulation = simulate(input, doc.catalogue);
    if (simulation.datagrams.length + simulation.mails.length > 0) return { ok: true, event, simulation, configured };
    reason ??= whyNothing(simulation);
  }
  return { ok: false, reason: `Nothing would be sent. ${reason ?? 'This appender sends neither datagrams nor mails.'}` };
}

/** Of now, and with an execution id of its own, so that it is not taken for a duplicate. */
function freshened(event: LogEvent, { now, executionId }: TestEventParams): LogEvent {
  const properties = Object.fromEntries(
    Object.entries(event.properties ?? {}).map(([name, value]) => [name, /executionid$/i.test(name) ? executionId : value]),
  );
  return { ...event, timestamp: now, properties };
}
