/** Pattern strings: texts that are worked out once, while the configuration is read. */
import { renderPatternString } from '../../pattern/pattern-string';
import { vocabulary, type DeclaredConverter } from '../../pattern/vocabulary';
import { NetFailure } from '../net/failure';
import { complain, failureText } from '../run/complaints';
import type { World } from '../world';
import type { NetObject } from './net-object';

/** The text a pattern-string object stands for; what its pattern is to blame for is said. */
export function patternStringText(object: NetObject, world: World): string {
  const words = vocabulary(world.catalogue.words('string'), declaredConverters(object));
  const rendered = renderPatternString(object.text('conversionPattern') ?? '', words, { machine: world.machine });
  const span = object.spanOf('conversionPattern');
  complain(rendered.complaints, span, world);
  if (!rendered.ok) throw new NetFailure(failureText(rendered.failure), span);
  return rendered.text;
}

/** The converters an object declares, in order; those without a class were refused before. */
export function declaredConverters(object: NetObject): readonly DeclaredConverter[] {
  return object.added('converter').flatMap(info => {
    const converter = info.setting('type')?.value;
    if (converter?.kind !== 'class') return [];
    const { behaviour, kind } = converter.type ?? {};
    const language = kind === 'pattern-string-converter' ? 'string' : 'layout';
    return [{ name: info.text('name') ?? '', type: converter.className, language, ...(behaviour !== undefined && { behaviour }) }];
  });
}
