/** Inlay hints: what is in force where nothing is written. */
import type { PropertyFact } from '../catalogue/types';
import { effectiveLevel, levelMap } from '../model/levels';
import type { ConfiguredObject } from '../model/types';
import type { Span } from '../syntax/tree';
import type { Analysed } from './analysed';
import { patternsOf } from './patterns';
import { printed } from './preview';

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip?: string;
  /** `parameter`: a default; `type`: something worked out. */
  readonly kind: 'parameter' | 'type';
}

/** Hints in `range`, in document order: the level in force for loggers without one, defaults that surprise, what patterns print. */
export function inlayHints(doc: Analysed, range: Span): readonly InlayHint[] {
  const hints = [...levelHints(doc), ...doc.config.appenders.flatMap(it => defaultHints(doc, it)), ...previews(doc, range)];
  return hints.filter(it => it.offset >= range.start && it.offset <= range.end).sort((a, b) => a.offset - b.offset);
}

function levelHints({ config, catalogue }: Analysed): readonly InlayHint[] {
  // In Qlik Sense the levels come from the QMC; what the file says is not the whole story.
  if (config.dialect === 'qlik') return [];
  // 'inherited' and a misspelt level leave a logger without one of its own.
  const levels = levelMap(config, catalogue);
  return config.loggers
    .filter(it => it.level === undefined || !levels.has(it.level.text.toLowerCase()))
    .map(({ element, name }) => {
      const { level, from } = effectiveLevel(config, catalogue, name);
      const origin = from ? (from.isRoot ? 'root' : from.name) : 'root, which starts so';
      return { offset: element.startTag.end, label: `level ${level.name}`, tooltip: `Inherited from ${origin}.`, kind: 'type' };
    });
}

/** Long enough to show what a separator or a width does; the tooltip has all of it. */
const longestPreview = 160;

/** Behind each pattern of a layout what it prints for a sample event, blanks as they are. */
function previews(doc: Analysed, range: Span): readonly InlayHint[] {
  const near = ({ start, end }: Span): boolean => start <= range.end && end >= range.start;
  return patternsOf(doc)
    .filter(it => near(it.setting.element.span))
    .flatMap((place): readonly InlayHint[] => {
      const text = printed(doc, place);
      if (text === undefined || text === '') return [];
      const line = text.replaceAll('\n', '⏎');
      const label = `→ ${line.length > longestPreview ? `${line.slice(0, longestPreview - 1)}…` : line}`;
      return [{ offset: place.setting.element.span.end, label, tooltip: `Prints, for a sample event:\n\n${text}`, kind: 'type' }];
    });
}

/** Defaults of required or collecting properties: those behind "nothing arrives". */
function defaultHints({ catalogue }: Analysed, object: ConfiguredObject): readonly InlayHint[] {
  const { type, settings, element } = object;
  if (!type) return [];
  const set = new Set(settings.map(it => it.name.toLowerCase()));
  const buffers = catalogue.actsAs(type, 'buffering');
  const telling = (it: PropertyFact): boolean =>
    !set.has(it.name.toLowerCase()) && ((it.kind === 'encoding' && it.default === undefined) || (buffers && it.name === 'bufferSize'));
  return catalogue
    .properties(type)
    .filter(telling)
    .flatMap(it => {
      const value = it.default ?? it.defaultNote;
      if (value === undefined || value === '') return [];
      const label = value.length > 30 ? `${it.name}: depends on the system` : `${it.name}: ${value}`;
      return [{ offset: element.startTag.end, label, tooltip: `${it.doc} Default: ${value}.`, kind: 'parameter' }];
    });
}
