/** The adapters, by the name Node gives a platform. */
import { linux } from './linux';
import { macos } from './macos';
import type { Platform, System } from './platform';
import { windows } from './windows';

export type { FirewallAnswer, FirewallQuestion, Platform, PortLister, ServiceFolder, System } from './platform';

const silent: Platform = {
  list: () => Promise.resolve([]),
  identify: endpoint => Promise.resolve(endpoint),
  dropped: () => Promise.resolve(undefined),
  firewall: () => Promise.resolve({ verdict: 'unknown', reason: 'How to ask the firewall of this system is not known.' }),
  services: () => Promise.resolve([]),
};

/** @param name `process.platform` */
export function platformFor(name: string, system: System): Platform {
  switch (name) {
    case 'linux':
      return linux(system);
    case 'win32':
      return windows(system);
    case 'darwin':
      return macos(system);
    default:
      return silent;
  }
}
