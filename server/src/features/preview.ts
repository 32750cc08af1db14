/** What a pattern prints for the sample event of its place: the same text in the hover and behind the pattern. */
import { renderPattern } from '../pattern/render';
import type { Analysed } from './analysed';
import type { PatternPlace } from './patterns';
import { sampleEvent, sampleMachine } from './samples';

/** With the line break at its end as a sign; undefined where log4net would lose the event over it, or prints no events with it. */
export function printed(doc: Analysed, place: PatternPlace): string | undefined {
  if (place.language !== 'layout') return undefined;
  const event = sampleEvent(doc, place.owner.element);
  const result = renderPattern(place.parts, event, { machine: sampleMachine, version: doc.catalogue.version });
  return result.ok ? result.text.replaceAll('\r', '').replace(/\n$/, ' ⏎') : undefined;
}
