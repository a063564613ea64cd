/** The server is not there, or refused something; the message says what to do. */
export class PolluxError extends Error {}

export interface ServerOptions {
  /** A server that runs already; else `POLLUX_URL`, else one is started. */
  url?: string;
  /** The program to start; else `POLLUX_EXECUTABLE`, else `pollux` on `PATH`. */
  executable?: string;
  /** The directory of fixture files. */
  fixtures?: string;
  /** More options of `pollux serve`. */
  options?: string[];
}

export class PolluxServer {
  readonly url: string;
  /** One test's part of the server: counters, journal and given fixtures are its own. */
  test(name?: string): Pollux;
  /** Stops a server that was started; one that ran already stays. */
  stop(): Promise<void>;
  /** JSON of one of Pollux's own routes; a body makes it a POST. */
  call(path: string, body?: unknown): Promise<any>;
}

export function startPollux(options?: ServerOptions): Promise<PolluxServer>;

export interface JournalEntry {
  id: string;
  method: string;
  target: string;
  status?: number;
  fixture?: string;
  /** With `full`. */
  body?: unknown;
  response?: unknown;
  [key: string]: unknown;
}

export interface Expectation {
  /** Criteria as in fixtures: `{ prompt: "sum", model: "gemini-2.5-*" }`. */
  match?: Record<string, unknown>;
  /** `2`, or `">=1"`. */
  count?: number | string;
  /** In the place of `match`: what was asked in this order. */
  sequence?: Record<string, unknown>[];
}

export class Pollux {
  readonly namespace: string;
  /** The base URL for SDKs: everything below it is this test's. */
  readonly url: string;
  /** What points an SDK in another process here. */
  readonly env: Record<"GOOGLE_GEMINI_BASE_URL" | "GOOGLE_VERTEX_BASE_URL" | "GEMINI_API_KEY", string>;
  /** Puts fixtures of this test alone before those of the server. */
  fixtures(yaml: string): Promise<void>;
  requests(filter?: { full?: boolean; fixture?: string; status?: number; limit?: number }): Promise<JournalEntry[]>;
  unmatched(): Promise<JournalEntry[]>;
  /** Throws where the requests are not those a test expects. */
  verify(expectation?: Expectation): Promise<JournalEntry[]>;
  /** What the client did wrong: a list, empty for a good one. */
  verdict(): Promise<unknown[]>;
  reset(): Promise<void>;
  /** The journal for people. */
  report(): Promise<string>;
}

/** Runs a test with a part of one server for the whole process; a failure tells what was asked and answered. */
export function withPollux<Result>(
  options: { name?: string; fixtures?: string },
  body: (pollux: Pollux) => Promise<Result> | Result,
): Promise<Result>;
