/** This computer's adapters, as the system lists them. */
import { networkInterfaces } from 'node:os';
import type { Adapter } from '../place';

export function adapters(): readonly Adapter[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address, family, internal }) => ({ name, address, family, isLoopback: internal })),
  );
}
