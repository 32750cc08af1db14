/**
 * What can be said about a sink, as data: the settings editor completes and validates by it, the set-up flow asks by it,
 * and secrets are recognised by it. A sink's own part stands in its own file.
 */

/** One setting. */
export interface SinkSetting {
  /** JSON Schema of its value; `description` is Markdown. What it refuses, the sink's parser refuses too; a test holds that. */
  readonly schema: Readonly<Record<string, unknown>> & { readonly description: string };
  /** Its value is a secret; `pem`: unless it is the path of a file. */
  readonly secret?: true | 'pem';
}

export type SinkSettings = Readonly<Record<string, SinkSetting>>;

/** One way to set up a sink, as "Set Up Forwarding…" offers it. */
export interface SetUpWay {
  /** `New Slack channel`. */
  readonly title: string;
  /** `by incoming webhook`. */
  readonly description: string;
  readonly questions: readonly Question[];
}

export interface Question {
  /** The setting that the answer is for. */
  readonly setting: string;
  readonly prompt: string;
  /** What stands in the box already. */
  readonly value?: string;
  /** An empty answer leaves the setting out. */
  readonly optional?: true;
  /** Asked only where this setting has been given. */
  readonly after?: string;
}

/** Settings of every sink: `plans.ts` parses them. */
export const commonSettings: SinkSettings = {
  id: { schema: { type: 'string', minLength: 1, description: 'A short name of your own, unique in this list.' } },
  kind: { schema: { type: 'string', description: 'What receives the events.' } },
  when: {
    schema: {
      type: 'string',
      description: 'Only events that match this filter, in the language of the panel: `type:task-failed level>=warn`.',
    },
  },
  minLevel: { schema: { type: 'string', description: 'Only events of this level or above, such as `WARN`.' } },
  duplicates: {
    schema: { type: 'string', enum: ['send', 'drop'], description: 'What becomes of events that the receiver would call duplicates.' },
  },
  rate: {
    schema: {
      description:
        'One message per task, type or sink in so many seconds; what is held back is told in a roll-up. `false`: no limit. Chat and mail have one message per task and 300 s unless you say otherwise.',
      anyOf: [
        { type: 'boolean', enum: [false] },
        { type: 'null' },
        {
          type: 'object',
          required: ['per', 'seconds'],
          properties: {
            per: { type: 'string', enum: ['task', 'type', 'sink'] },
            seconds: { type: 'number', exclusiveMinimum: 0, maximum: 86_400 },
          },
        },
      ],
    },
  },
  userEvents: { schema: { type: 'boolean', description: 'User audit events as well. They are personal data: they tell who worked when.' } },
  includeTests: { schema: { type: 'boolean', description: 'Test, replayed and imported events as well. They are marked.' } },
  dryRun: { schema: { type: 'boolean', description: 'Write to the log what would be sent, and open no connection.' } },
};

/** A kind of sink as far as its settings go. */
export interface DescribedKind {
  readonly kind: string;
  readonly settings: SinkSettings;
  readonly required: readonly string[];
}

/** The JSON Schema of `forwarding.sinks`, where secrets are names in the secret store. */
export function sinksSchema(kinds: readonly DescribedKind[]): Readonly<Record<string, unknown>> & { readonly default: unknown } {
  return {
    type: 'array',
    default: [],
    items: {
      type: 'object',
      required: ['id', 'kind'],
      properties: { kind: { ...commonSettings['kind']?.schema, enum: kinds.map(it => it.kind) } },
      allOf: kinds.map(({ kind, settings, required }) => ({
        if: { required: ['kind'], properties: { kind: { const: kind } } },
        then: {
          additionalProperties: false,
          ...(required.length > 0 && { required }),
          properties: Object.fromEntries(
            Object.entries({ ...commonSettings, ...settings }).map(([name, setting]) => [name, editorSchema(setting)]),
          ),
        },
      })),
    },
  };
}

/** As it may stand in the editor's settings, which are synchronised and shown: no secret in the open. */
function editorSchema({ schema, secret }: SinkSetting): Readonly<Record<string, unknown>> {
  if (secret === undefined) return schema;
  const { description, ...rest } = schema;
  const reference = {
    type: 'object',
    required: ['secret'],
    properties: { secret: { type: 'string', minLength: 1, description: 'The name in the secret store.' } },
    additionalProperties: false,
  };
  const hint = `${description} The name of a secret in the secret store, as \`{ "secret": "NAME" }\`: *Set Up Forwarding…* puts it there.`;
  return secret === 'pem' ? { description: hint, anyOf: [rest, reference] } : { ...reference, description: hint };
}
