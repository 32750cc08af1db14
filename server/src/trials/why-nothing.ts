import type { SimulationResult } from '../simulate/types';

/** The nearest cause: the file is not loaded, log4net complains, or something on the way said no. */
export function whyNothing({ failure, messages, steps }: SimulationResult): string | undefined {
  const stopped = steps.findLast(it => it.outcome === 'deny' || it.outcome === 'drop' || it.outcome === 'failed' || it.outcome === 'hold');
  return failure?.message ?? messages.find(it => it.severity === 'error')?.message ?? stopped?.reason;
}
