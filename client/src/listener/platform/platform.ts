/**
 * What differs between Windows, macOS and Linux, behind one interface: who holds which UDP port, what the firewall does
 * with a datagram, where Qlik's services keep their files. An adapter asks the `System`, which is all of the computer it
 * ever sees; so recorded answers test it anywhere.
 */
import type { UdpEndpoint } from './endpoints';

/** The computer, as an adapter asks it. Nothing here rejects: what cannot be told is empty. None of it needs, or gets, more rights. */
export interface System {
  /** What a program prints; empty where it is missing, fails, or takes too long. */
  output(program: string, args: readonly string[]): Promise<string>;
  text(file: string): Promise<string>;
  /** Names in a folder; undefined where there is no such folder, or none that this user may read. */
  names(folder: string): Promise<readonly string[] | undefined>;
  /** Where a symbolic link leads. */
  link(file: string): Promise<string>;
  env(name: string): string | undefined;
}

/** Who holds which port. Never rejects: what the system does not tell is an empty list, an unknown name. */
export interface PortLister {
  list(): Promise<readonly UdpEndpoint[]>;
  /** Fills in process id and name of one endpoint, as far as this user may know. */
  identify(endpoint: UdpEndpoint): Promise<UdpEndpoint>;
}

export interface FirewallQuestion {
  /** The program that holds the socket: rules are often about one executable, and it is seldom the one people think of. */
  readonly executable: string;
  /** The local UDP port. */
  readonly port: number;
}

export interface FirewallAnswer {
  /** `off`: there is none, or it is switched off. `unknown`: this user may not see its rules. */
  readonly verdict: 'allows' | 'blocks' | 'off' | 'unknown';
  /** Which rule says so, or why it cannot be told: a sentence. */
  readonly reason: string;
  /** The line that opens the port; a person with the rights for it pastes it. Absent where nothing has to be opened. */
  readonly allow?: string;
}

/** A Qlik Sense service on this computer. */
export interface ServiceFolder {
  /** The id in `schemas/services`: `Scheduler`. */
  readonly id: string;
  readonly title: string;
  /** Where the service reads `LocalLogConfig.xml`. */
  readonly folder: string;
  /** Undefined where this user may not look. */
  readonly hasConfiguration: boolean | undefined;
  /** Where the service says that it refused the file. */
  readonly systemLog: string;
}

export interface Platform extends PortLister {
  /**
   * UDP datagrams this computer dropped since it started, those for other programs among them: the most that a listener
   * can have lost. Undefined where the system does not tell, or tells it for each socket.
   */
  dropped(): Promise<number | undefined>;
  firewall(question: FirewallQuestion): Promise<FirewallAnswer>;
  /** Those of Qlik's services that have a folder here; none where Qlik Sense does not run. */
  services(): Promise<readonly ServiceFolder[]>;
}
