/** A log event as the simulator takes it: the form of the conformance corpus, of `--events` and `--cases`. */
export interface LogEvent {
  readonly logger: string;
  /** A level's name; `levelValue` is its number where the repository does not know the name. */
  readonly level: string;
  readonly levelValue?: number;
  readonly message: string | null;
  /** `null`: none. A string: the rendered text only. An object: an exception object with its parts. */
  readonly exception?: null | string | EventException;
  readonly thread?: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly domain?: string;
  readonly user?: string;
  readonly identity?: string;
  readonly location?: EventLocation | null;
  readonly properties?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface EventException {
  readonly text: string;
  readonly type?: string;
  readonly message?: string;
  readonly source?: string;
  readonly stackTrace?: string;
  readonly helpLink?: string;
}

export interface EventLocation {
  readonly class?: string;
  readonly method?: string;
  readonly file?: string;
  readonly line?: string;
}

/** The machine and process the simulated log4net runs in. Everything that reality would look up is given here. */
export interface Machine {
  readonly hostName: string;
  /** IANA zone for local times. */
  readonly timeZone: string;
  /** Account of the service, `DOMAIN\user`. */
  readonly serviceUser: string;
  /** ISO 8601: when log4net was loaded, for `%timestamp`. */
  readonly processStart: string;
  readonly processId: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly globalProperties: Readonly<Record<string, string>>;
}
