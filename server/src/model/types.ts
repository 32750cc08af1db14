/** Tree + catalogue → configuration: what log4net would find in a document, each thing with its place in the text. */
import type { PropertyFact, TypeFact } from '../catalogue/types';
import type { Span, XmlDocument, XmlElement } from '../syntax/tree';

export type Dialect = 'qlik' | 'log4net';

export interface Configuration {
  readonly document: XmlDocument;
  readonly dialect: Dialect;
  /** The element whose children log4net reads: `<log4net>`, or Qlik's `<configuration>`; absent when there is none. */
  readonly body: XmlElement | undefined;
  /** The elements right below the body that are looked at: all of them, or some (`model/part`). */
  readonly sections: readonly XmlElement[];
  /** Every `<appender>` element below the body in document order, nested ones included. */
  readonly appenders: readonly Appender[];
  /** `<logger>`, `<category>` and `<root>` in document order, repeated ones included. */
  readonly loggers: readonly Logger[];
  /** Every `<appender-ref>` in document order. */
  readonly references: readonly Reference[];
  /** Properties of the repository itself: `<threshold>`, custom `<level>`s … */
  readonly repository: ConfiguredObject | undefined;
  /** The appender a reference finds: the first of that exact name. */
  appenderNamed(name: string): Appender | undefined;
}

/** An element that becomes an object: an appender, a layout, a filter … */
export interface ConfiguredObject {
  readonly element: XmlElement;
  /** The `type` attribute as written; absent when there is none. */
  readonly typeText?: string | undefined;
  readonly typeSpan?: Span | undefined;
  /** Undefined when the catalogue does not know the type. */
  readonly type: TypeFact | undefined;
  readonly settings: readonly Setting[];
}

export interface Appender extends ConfiguredObject {
  readonly name: string;
  readonly nameSpan?: Span | undefined;
  /** An earlier appender of the same name, the one that is used. */
  readonly shadowedBy?: Appender | undefined;
  /** The loggers and appenders that refer to it. */
  readonly referencedBy: readonly Reference[];
  /** What it hands on to, if it can. */
  readonly references: readonly Reference[];
}

export interface Logger {
  readonly element: XmlElement;
  readonly isRoot: boolean;
  /** Empty for root. */
  readonly name: string;
  readonly nameSpan?: Span;
  readonly additivity: boolean;
  readonly level?: { readonly text: string; readonly span: Span };
  readonly references: readonly Reference[];
  /** Its other children: generic properties, such as `<additivity>` as an element or an appender written in place. */
  readonly settings: readonly Setting[];
}

export interface Reference {
  readonly element: XmlElement;
  readonly name: string;
  readonly nameSpan?: Span;
  readonly target: Appender | undefined;
  readonly owner:
    { readonly kind: 'logger'; readonly element: XmlElement } | { readonly kind: 'appender'; readonly element: XmlElement } | undefined;
}

/** One property as it is written, whether by `<param>` or by an element of its own name. */
export interface Setting {
  readonly element: XmlElement;
  readonly form: 'param' | 'element';
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined when the type has no such property, or the type is unknown. */
  readonly fact: PropertyFact | undefined;
  /** From `value=` or from text content, `${…}` not expanded; absent when an object is made instead. */
  readonly value?: { readonly text: string; readonly span: Span; readonly from: 'attribute' | 'text' };
  /** The `type` beside a value: the text is made into that first, as a `PatternString` is. */
  readonly via?: { readonly text: string; readonly span: Span; readonly type: TypeFact | undefined };
  /** The object that its children describe; absent when there is a value. */
  readonly object?: ConfiguredObject;
}
