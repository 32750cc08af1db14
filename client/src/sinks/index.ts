/** Every kind of sink there is: a new one is one file and one line here. */
import type { AnySinkKind } from '../delivery/contract';
import { email } from './email';
import { mqtt } from './mqtt';
import { slack } from './slack';
import { teams } from './teams';

export const sinkKinds: readonly AnySinkKind[] = [mqtt, slack, teams, email];
