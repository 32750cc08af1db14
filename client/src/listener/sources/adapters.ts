/** This computer's adapters, as the system lists them. */
import { networkInterfaces } from 'node:os';
import { type Adapter, isLinkLocal } from '../place';

/** Addresses as a socket can be bound to them: one of a link alone with its zone, which is the adapter's name, or on Windows its number. */
export function adapters(
  list: ReturnType<typeof networkInterfaces> = networkInterfaces(),
  platform: string = process.platform,
): readonly Adapter[] {
  return Object.entries(list).flatMap(([name, addresses]) =>
    (addresses ?? []).map(it => {
      const zone = it.family === 'IPv6' && isLinkLocal(it.address) ? `%${platform === 'win32' ? it.scopeid : name}` : '';
      return { name, address: `${it.address}${zone}`, family: it.family, isLoopback: it.internal };
    }),
  );
}
