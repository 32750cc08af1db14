import { receivers } from '../../../server/src/wire/receivers';

/** `Butler 16`; an id that is not known stays as it is. */
export const receiverTitle = (id: string): string => receivers.find(it => it.id === id)?.title ?? id;
