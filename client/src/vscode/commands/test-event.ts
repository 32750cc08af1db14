/** A sample event of now through one appender, as the server renders it: what Send Test Event sends and the check follows. */
import { TestEventRequest, type TestEventResult } from '../../../../server/src/protocol';
import type { LanguageApp } from '../app';

/** The host a test event says it comes from: nobody's real one. */
const testHost = 'TEST-NODE';

/** Undefined where the server does not answer. Each has a time and an execution id of its own, so that none is a duplicate. */
export function askForTestEvent({ language }: LanguageApp, uri: string, appender: string): Promise<TestEventResult | undefined> {
  return language.ask(TestEventRequest, {
    uri,
    appender,
    now: new Date().toISOString(),
    executionId: crypto.randomUUID(),
    hostName: testHost,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}
