/** What a broker of MQTT 5 means by the reason code of an acknowledgement. */

/** Those that do not change by trying again: they are about this message, or about what this account may do. */
const forGood: Readonly<Record<number, string>> = {
  135: 'this account may not publish to the topic. Check "topic", and what the broker allows',
  144: 'it does not take this name of a topic. Check "topic"',
  153: 'it does not take this form of payload',
};

/** @returns why the broker will never take the message, in words; undefined where another attempt makes sense */
export function refusedForGood(failure: Error): string | undefined {
  const { code } = failure as { readonly code?: unknown };
  const why = typeof code === 'number' ? forGood[code] : undefined;
  return why === undefined ? undefined : `The broker refuses the event: ${why} (reason ${String(code)}).`;
}
