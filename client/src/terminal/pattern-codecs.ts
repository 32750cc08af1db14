/** Codecs made of a configuration's own conversion patterns: what arrives on a port is read by what sends there. */
import { parsePattern } from '../../../server/src/pattern/parse';
import { type DeclaredConverter, vocabulary } from '../../../server/src/pattern/vocabulary';
import { type Analysed, createService } from '../../../server/src/service';
import type { Codec } from '../../../server/src/wire';
import { patternReader } from '../../../server/src/wire/pattern-text';

type Appender = Analysed['config']['appenders'][number];
type Layout = NonNullable<Appender['settings'][number]['object']>;

/** Total: a text that is no configuration gives no codecs; neither does a pattern that cannot be read back. */
export function patternCodecs(text: string, log4netVersion?: string): (port: number) => readonly Codec[] {
  const doc = createService({ log4netVersion }).analyse(text);
  const byPort = new Map<number, Codec[]>();
  for (const appender of doc.config.appenders) {
    if (appender.type?.behaviour !== 'udp-datagram' || appender.shadowedBy !== undefined) continue;
    const port = Number(valueOf(appender, 'remotePort'));
    const layout = appender.settings.findLast(it => it.object !== undefined && it.name.toLowerCase() === 'layout')?.object;
    const codec = layout === undefined ? undefined : codecOf(layout, doc);
    if (codec !== undefined) byPort.set(port, [...(byPort.get(port) ?? []), codec]);
  }
  return port => byPort.get(port) ?? [];
}

function codecOf(layout: Layout, { catalogue }: Analysed): Codec | undefined {
  const setting = layout.settings.findLast(it => it.fact?.kind === 'pattern' && it.value !== undefined);
  if (setting?.value === undefined) return undefined;
  const parts = parsePattern(setting.value.text, vocabulary(catalogue.words('layout'), declaredIn(layout, catalogue)));
  const reader = patternReader(parts);
  return reader.obstacles.length > 0 || reader.fields.length === 0 ? undefined : reader.codec;
}

/** The converters a layout declares, as far as they have a name. */
function declaredIn(layout: Layout, catalogue: Analysed['catalogue']): readonly DeclaredConverter[] {
  return layout.settings.flatMap(({ object }) => {
    const name = object?.type?.kind === 'converter-info' ? valueOf(object, 'name') : undefined;
    if (object === undefined || name === undefined) return [];
    const typeText = valueOf(object, 'type') ?? '';
    const type = catalogue.findType(typeText);
    const language = type?.kind === 'pattern-string-converter' ? 'string' : 'layout';
    return [{ name, type: type?.type ?? typeText, language, ...(type?.behaviour === undefined ? {} : { behaviour: type.behaviour }) }];
  });
}

/** The last of a name wins, in any case of letters. */
function valueOf({ settings }: Layout, name: string): string | undefined {
  return settings.findLast(it => it.name.toLowerCase() === name.toLowerCase())?.value?.text;
}
