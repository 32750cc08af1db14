/** Given a configuration and events: what log4net would do, and the exact bytes that would leave. */
import { catalogueFor } from '../catalogue/index';
import type { Catalogue } from '../catalogue/types';
import { readDocument } from '../model/read';
import type { XmlElement } from '../syntax/tree';
import { Configurator } from './configure/configurator';
import { load, readerFor } from './configure/load';
import { Hierarchy } from './hierarchy';
import { Journal } from './journal';
import { LevelTable } from './level';
import { NetFailure, ProcessDeath } from './net/failure';
import { LiveEvent } from './run/live-event';
import type { Appender } from './run/appender';
import type { SimulationFailure, SimulationInput, SimulationResult } from './types';
import type { World } from './world';

/**
 * Reads the configuration, logs the events one by one and ends the process in order. Total: a configuration that log4net
 * cannot read gives a result with a `failure`. `catalogue` is that of `input.log4netVersion` unless another is given. What needs a network is taken to work, except where `smtp` says otherwise.
 */
export function simulate(input: SimulationInput, catalogue: Catalogue = catalogueFor(input.log4netVersion)): SimulationResult {
  const document = readDocument(input.text);
  const mode = input.load ?? 'element';
  const journal = new Journal();
  const world: World = {
    catalogue,
    machine: input.machine,
    journal,
    levels: new LevelTable(catalogue),
    smtp: input.smtp ?? {},
    reader: readerFor(document, mode),
  };
  const hierarchy = new Hierarchy(world);
  try {
    const loaded = load(document, mode, journal);
    if (loaded.kind === 'failed') return withFailure(journal, { code: 'not-well-formed', message: `${loaded.reason}.`, span: loaded.span });
    if (loaded.kind === 'nothing') hierarchy.configured = loaded.configured;
    const configured = loaded.kind === 'element' ? configure(loaded.body, hierarchy, world) : undefined;
    run(input, hierarchy, configured?.appenderNamed, world);
    return configured?.failure ? withFailure(journal, configured.failure) : journal.result();
  } catch (death) {
    if (!(death instanceof ProcessDeath)) throw death;
    return withFailure(journal, { code: 'process-dies', message: death.message, span: death.span });
  }
}

interface Configured {
  readonly failure?: SimulationFailure;
  readonly appenderNamed: (name: string) => Appender | undefined;
}

function configure(body: XmlElement, hierarchy: Hierarchy, world: World): Configured {
  const configurator = new Configurator(body, hierarchy, world);
  const appenderNamed = (name: string): Appender | undefined => configurator.appenderNamed(name);
  try {
    configurator.configure();
    hierarchy.configured = true;
    return { appenderNamed };
  } catch (failure) {
    if (!(failure instanceof NetFailure)) throw failure;
    const message = `The configuration ends here, and nothing is logged: ${failure.message}.`;
    return { appenderNamed, failure: { code: 'configuration-ends', message, span: failure.span ?? body.startTag } };
  }
}

function run(
  input: SimulationInput,
  hierarchy: Hierarchy,
  appenderNamed: ((name: string) => Appender | undefined) | undefined,
  world: World,
): void {
  const { journal } = world;
  const only = input.onlyAppender === undefined ? undefined : appenderNamed?.(input.onlyAppender);
  for (const [index, source] of input.events.entries()) {
    journal.event = index;
    const event = new LiveEvent(source, world);
    if (input.onlyAppender === undefined) hierarchy.log(event);
    else if (only) only.append(event);
    else
      journal.step({
        kind: 'appender',
        outcome: 'failed',
        reason: `There is no working appender "${input.onlyAppender}".`,
        appender: input.onlyAppender,
      });
  }
  journal.event = 'close';
  hierarchy.shutDown();
  only?.close();
}

function withFailure(journal: Journal, failure: SimulationFailure): SimulationResult {
  return { ...journal.result(), failure };
}
