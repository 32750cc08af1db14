/** What the place the server runs in can do; a browser can do neither. */
import type { XsdEngine, XsdEngineName } from '../service';

export interface ServerHost {
  readonly schemaEngine?: (name: XsdEngineName) => Promise<XsdEngine>;
  /** A file's text by its URI; undefined where there is none, or none that can be read. */
  readonly readText?: (uri: string) => Promise<string | undefined>;
  /** The URI of a rule's page, with `{rule}` for its id, where the pages lie beside the server. */
  readonly ruleDocs?: string;
}
