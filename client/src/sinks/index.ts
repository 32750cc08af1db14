/** Every kind of sink there is: a new one is one file and one line here. */
import type { AnySinkKind } from '../delivery/contract';
import { mqtt } from './mqtt';

export const sinkKinds: readonly AnySinkKind[] = [mqtt];
