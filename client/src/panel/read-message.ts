/** A message of the page as it came over the wall: what is none of ours is not taken for one. */
import { chipIds, eventActions, type Chips, type FilterState, pageCommands, type PageMessage, type ViewChoice } from './protocol';

/** More columns or highlights than anybody can look at are a mistake. */
export const mostChosen = 50;
export const longestText = 10_000;

/** Undefined for anything but a message of the protocol. */
export function readPageMessage(raw: unknown): PageMessage | undefined {
  if (!isObject(raw)) return undefined;
  const place = isIndex(raw['generation']) && isIndex(raw['row']) ? { generation: raw['generation'], row: raw['row'] } : undefined;
  switch (raw['type']) {
    case 'ready': {
      const filter = readFilter(raw['filter']);
      const choice = readChoice(raw['choice']);
      return filter && choice && { type: 'ready', filter, choice };
    }
    case 'resync':
      return { type: 'resync' };
    case 'want':
      return isIndex(raw['generation']) && isIndex(raw['first']) && isIndex(raw['end'])
        ? { type: 'want', generation: raw['generation'], first: raw['first'], end: raw['end'] }
        : undefined;
    case 'filter': {
      const filter = readFilter(raw['filter']);
      return filter && { type: 'filter', filter };
    }
    case 'choice': {
      const choice = readChoice(raw['choice']);
      return choice && { type: 'choice', choice };
    }
    case 'complete':
      return isIndex(raw['request']) && isText(raw['text']) && isIndex(raw['at'])
        ? { type: 'complete', request: raw['request'], text: raw['text'], at: raw['at'] }
        : undefined;
    case 'watch':
      return typeof raw['nodes'] === 'boolean' ? { type: 'watch', nodes: raw['nodes'] } : undefined;
    case 'select':
      return place && { type: 'select', ...place };
    case 'command': {
      const command = pageCommands.find(it => it === raw['command']);
      return command && { type: 'command', command };
    }
    case 'retry':
      return typeof raw['sink'] === 'string' ? { type: 'retry', sink: raw['sink'] } : undefined;
    case 'act': {
      const action = eventActions.find(it => it === raw['action']);
      const field = isText(raw['field']) ? { field: raw['field'] } : {};
      return place && action && { type: 'act', ...place, action, ...field };
    }
    default:
      return undefined;
  }
}

export function readFilter(raw: unknown): FilterState | undefined {
  if (!isObject(raw) || !isText(raw['text']) || !isObject(raw['chips'])) return undefined;
  const chips = raw['chips'];
  const read: Chips = Object.fromEntries(
    chipIds.flatMap(id => {
      const state = chips[id];
      return state === 'only' || state === 'without' ? [[id, state]] : [];
    }),
  );
  return { text: raw['text'], chips: read };
}

export function readChoice(raw: unknown): ViewChoice | undefined {
  if (!isObject(raw)) return undefined;
  const columns = readTexts(raw['columns']);
  const highlights = readTexts(raw['highlights']);
  return columns && highlights && { columns, highlights };
}

function readTexts(raw: unknown): readonly string[] | undefined {
  return Array.isArray(raw) && raw.length <= mostChosen && raw.every(isText) ? raw : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= longestText;
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
