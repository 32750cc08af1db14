/** Codecs made of a configuration's own conversion patterns: what arrives on a port is read by what sends there. */
import { createService } from '../../../server/src/service';
import type { Codec } from '../../../server/src/wire';
import { patternReader } from '../../../server/src/wire/pattern-text';

/** Total: a text that is no configuration gives no codecs; neither does a pattern that cannot be read back. */
export function patternCodecs(text: string, log4netVersion?: string): (port: number) => readonly Codec[] {
  const service = createService({ log4netVersion });
  const byPort = new Map<number, Codec[]>();
  for (const { port, parts } of service.portPatterns(service.analyse(text))) {
    const { codec, fields, obstacles } = patternReader(parts);
    if (obstacles.length === 0 && fields.length > 0) byPort.set(port, [...(byPort.get(port) ?? []), codec]);
  }
  return port => byPort.get(port) ?? [];
}
