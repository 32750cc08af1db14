/** Sockets in a worker, decoding and history: loaded with the first start only. */
import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { createIntake } from '../../listener/intake';
import { Listener } from '../../listener/listener';
import { createUdpSource } from '../../listener/sources/udp';
import { uuids } from '../../listener/sources/uuids';
import type { Settings } from '../settings';
import type { Language } from '../language/client';
import type { Kept } from './kept';
import { OwnPatterns } from './own-patterns';

export function openListener(
  context: ExtensionContext,
  language: Language,
  { receiver, encoding, allowedSenders, mostBytes }: Settings,
  { store, treat, lastSeq }: Kept,
): Listener {
  const source = createUdpSource({ workerPath: context.asAbsolutePath(path.join('dist', 'listener-worker.js')), mostBytes });
  source.allow(allowedSenders);
  const patterns = new OwnPatterns(language);
  context.subscriptions.push(patterns);
  const intake = createIntake({ uuid: uuids(), now: Date.now, receiver, encoding, lastSeq, codecsFor: patterns.codecsFor });
  return new Listener(source, intake, store, treat);
}
