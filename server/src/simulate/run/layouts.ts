/** Layouts: an event → the text an appender writes. */
import type { Span } from '../../syntax/tree';
import { exceptionText } from '../../pattern/converters';
import { handlesException, parsePattern } from '../../pattern/parse';
import { renderPatternString } from '../../pattern/pattern-string';
import { appendException, complaintsOnLoading, newPatternState, renderPattern, type Rendered } from '../../pattern/render';
import { vocabulary } from '../../pattern/vocabulary';
import { encodeLog4jXml } from '../../wire/log4j-xml';
import { encodeXmlLayout } from '../../wire/xml-layout';
import type { NetObject } from '../configure/net-object';
import { declaredConverters } from '../configure/pattern-text';
import { NetFailure } from '../net/failure';
import type { World } from '../world';
import { complain, failureText } from './complaints';
import type { LiveEvent } from './live-event';

export interface Layout {
  /** The node to point at when rendering goes wrong. */
  readonly span: Span;
  /** The layout's own text. Throws a `NetFailure` as .NET does. */
  format(event: LiveEvent): string;
  /** The layout's text and, where the layout leaves that to the appender, the exception's. Throws likewise. */
  render(event: LiveEvent): string;
  header(): string;
  footer(): string;
}

/** A layout that is ready for use; what the pattern is to blame for is said now. `undefined` for one nobody described. */
export function makeLayout(object: NetObject, world: World): Layout | undefined {
  switch (object.behaviour ?? '') {
    case 'pattern-layout':
      return layout(object, world, patternFormat(object, world));
    case 'dynamic-pattern-layout': {
      const dynamic = (name: string) => () => dynamicText(object, name, world);
      return { ...layout(object, world, patternFormat(object, world)), header: dynamic('header'), footer: dynamic('footer') };
    }
    case 'simple-layout':
      return layout(object, world, {
        ignoresException: object.flag('ignoresException'),
        format: event => text(`${event.level.displayName} - ${event.source.message ?? ''}\r\n`),
      });
    case 'exception-layout':
      return layout(object, world, {
        ignoresException: object.flag('ignoresException'),
        format: event => text(exceptionText(event.source)),
      });
    case 'xml-layout': {
      const own = {
        prefix: object.text('prefix') ?? '',
        base64EncodeMessage: object.flag('base64EncodeMessage'),
        base64EncodeProperties: object.flag('base64EncodeProperties'),
      };
      return layout(object, world, {
        ignoresException: object.flag('ignoresException'),
        format: event => encodeXmlLayout(event.source, { ...xmlOptions(object), ...own }, event.context),
      });
    }
    case 'log4j-xml-layout':
      return layout(object, world, {
        ignoresException: object.flag('ignoresException'),
        format: event => encodeLog4jXml(event.source, xmlOptions(object), event.context),
      });
    default:
      return undefined;
  }
}

interface Format {
  readonly ignoresException: boolean;
  readonly format: (event: LiveEvent) => Rendered;
}

function layout(object: NetObject, world: World, { ignoresException, format }: Format): Layout {
  const formatted = (event: LiveEvent): string => {
    const rendered = format(event);
    const span = object.spanOf('conversionPattern');
    complain(rendered.complaints, span, world);
    if (!rendered.ok) throw new NetFailure(failureText(rendered.failure), span);
    return rendered.text;
  };
  return {
    span: object.span,
    format: formatted,
    render: event => appendException(formatted(event), event.source, ignoresException),
    header: () => object.text('header') ?? '',
    footer: () => object.text('footer') ?? '',
  };
}

function patternFormat(object: NetObject, world: World): Format {
  const words = vocabulary(world.catalogue.words('layout'), declaredConverters(object));
  const parts = parsePattern(object.text('conversionPattern') ?? '', words);
  const span = object.spanOf('conversionPattern');
  if (parts.some(it => it.kind !== 'literal' && it.width.badDigit))
    throw new NetFailure('the pattern has a digit that .NET cannot read', span);
  complain(complaintsOnLoading(parts), span, world);
  const state = newPatternState();
  return {
    ignoresException: object.flag('ignoresException') && !handlesException(parts),
    format: event => renderPattern(parts, event.source, event.context, state),
  };
}

/** A header or footer that is worked out each time it is written. */
function dynamicText(object: NetObject, name: string, world: World): string {
  const words = vocabulary(world.catalogue.words('string'));
  const rendered = renderPatternString(object.text(name) ?? '', words, { machine: world.machine });
  complain(rendered.complaints, object.spanOf(name), world);
  if (!rendered.ok) throw new NetFailure(failureText(rendered.failure), object.spanOf(name));
  return rendered.text;
}

function xmlOptions(object: NetObject): { readonly locationInfo: boolean; readonly invalidCharReplacement: string } {
  return { locationInfo: object.flag('locationInfo'), invalidCharReplacement: object.text('invalidCharReplacement') ?? '' };
}

function text(output: string): Rendered {
  return { ok: true, text: output, complaints: [] };
}
