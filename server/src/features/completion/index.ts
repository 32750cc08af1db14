/** Completion: asks once where the cursor is, and hands over to the file that knows what fits there. */
export type { Completion } from './item';
