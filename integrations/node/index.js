// A server of one's own, and what a test sees of it. Nothing but Node is needed.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

/** The server is not there, or refused something; the message says what to do. */
export class PolluxError extends Error {
  name = "PolluxError";
}

// Of what the server logs, the end is kept: it is shown where the server does not start.
const LOG_LIMIT = 64 * 1024;

/** A server started for these tests, or one that runs already. */
export class PolluxServer {
  #process;
  #closed;

  constructor(url, process, closed) {
    this.url = url.replace(/\/+$/, "");
    this.#process = process;
    this.#closed = closed;
  }

  /** One test's part of the server: counters, journal and given fixtures are its own. */
  test(name = "test") {
    const readable = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-+/, "").slice(0, 60);
    return new Pollux(this, `${readable || "test"}-${randomUUID().slice(0, 8)}`);
  }

  /** Stops a server that was started; one that ran already stays. */
  async stop() {
    if (!this.#process) return;
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 20_000);
    await this.#closed;
    clearTimeout(timer);
    this.#process = undefined;
  }

  /** JSON of one of Pollux's own routes. */
  async call(path, body) {
    const response = await fetch(`${this.url}/_pollux/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "Content-Type": "application/json", "x-goog-api-key": process.env.GEMINI_API_KEY || "any" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new PolluxError(`/_pollux/${path}: ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

function findExecutable() {
  if (process.env.POLLUX_EXECUTABLE) return process.env.POLLUX_EXECUTABLE;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const candidate = join(folder, "pollux");
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  throw new PolluxError("pollux is not on PATH: set POLLUX_EXECUTABLE, or POLLUX_URL to a running server");
}

/** Starts a server, or takes the one `POLLUX_URL` names. */
export async function startPollux({ url, executable, fixtures, options = [] } = {}) {
  const running = url ?? process.env.POLLUX_URL;
  if (running) return new PolluxServer(running);
  const program = executable ?? findExecutable();
  const command = ["serve", "--port", "0", "--ready-format", "json", "--stop-with-input", "--temporary-data"];
  if (fixtures) command.push("--fixtures", fixtures);
  // Its input is held open by this process, and it stops when that ends, however that ends.
  const child = spawn(program, [...command, ...options], { stdio: ["pipe", "pipe", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text) => (log = (log + text).slice(-LOG_LIMIT)));
  child.stdin.on("error", () => {});
  const closed = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  const failed = closed.then((reason) => {
    const why = reason instanceof Error ? reason.message : `exit code ${reason}`;
    throw new PolluxError(`${program} did not start (${why}):\n${log}`);
  });
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), failed]);
  lines.close();
  child.stdout.resume();
  let ready;
  try {
    ready = JSON.parse(line);
  } catch {
    child.kill();
    throw new PolluxError(`${program} is not Pollux: its first line was ${line}`);
  }
  // A run of tests ends although nobody stopped the server; it goes with its input.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) handle.unref();
  return new PolluxServer(ready.url, child, closed);
}

/** One test's part of a server. */
export class Pollux {
  constructor(server, namespace) {
    this.server = server;
    this.namespace = namespace;
  }

  /** The base URL for SDKs: everything below it is this test's. */
  get url() {
    return `${this.server.url}/t/${this.namespace}`;
  }

  /** What points an SDK in another process here. */
  get env() {
    return { GOOGLE_GEMINI_BASE_URL: this.url, GOOGLE_VERTEX_BASE_URL: this.url, GEMINI_API_KEY: "any" };
  }

  #call(path, body, query = {}) {
    const words = Object.entries({ namespace: this.namespace, ...query }).filter(([, value]) => value !== undefined);
    return this.server.call(`${path}?${new URLSearchParams(words)}`, body);
  }

  /** Puts fixtures of this test alone before those of the server. */
  async fixtures(yaml) {
    await this.#call("fixtures", { yaml: withoutIndentation(yaml) });
  }

  /** The test's requests, oldest first; `full` with bodies and answers. */
  async requests({ full = false, fixture, status, limit } = {}) {
    const query = { view: full ? "full" : undefined, fixture, status, limit };
    return (await this.#call("requests", undefined, query)).requests;
  }

  async unmatched() {
    return (await this.#call("unmatched")).requests;
  }

  /** Throws where the requests are not those a test expects. */
  async verify({ match = {}, count, sequence } = {}) {
    const answer = await this.#call("verify", sequence ? { sequence } : { match, count });
    if (!answer.ok) throw new Error(answer.message);
    return answer.requests;
  }

  /** What the client did wrong: a list, empty for a good one. */
  async verdict() {
    return (await this.#call("verdict")).findings;
  }

  async reset() {
    await this.#call("reset", {});
  }

  /** The journal for people. */
  async report() {
    const entries = await this.requests({ full: true });
    const lines = entries.flatMap((entry) => [
      `${entry.id} ${entry.method} ${entry.target} → ${entry.status ?? "no answer"}`
        + (entry.fixture ? `, fixture ${entry.fixture}` : ""),
      `  asked    ${JSON.stringify(entry.body ?? null).slice(0, 2000)}`,
      `  answered ${JSON.stringify(entry.response ?? null).slice(0, 4000)}`,
    ]);
    return lines.join("\n") || "no request was made";
  }
}

let shared;

/**
 * Runs a test with a part of one server for the whole process; where it fails, what it asked and was answered is added
 * to the error.
 */
export async function withPollux(options, body) {
  shared ??= startPollux();
  let server;
  try {
    server = await shared;
  } catch (error) {
    shared = undefined;
    throw error;
  }
  const pollux = server.test(options.name);
  if (options.fixtures) await pollux.fixtures(options.fixtures);
  try {
    return await body(pollux);
  } catch (error) {
    const report = await pollux.report().catch((problem) => `the journal cannot be read: ${problem.message}`);
    if (error instanceof Error) error.message += `\n\nPollux: what was asked and answered\n${report}`;
    throw error;
  }
}

// Fixtures stand indented in a program; YAML wants them at the margin.
function withoutIndentation(text) {
  const lines = text.split("\n");
  const margins = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  const margin = margins.length ? Math.min(...margins) : 0;
  return lines.map((line) => line.slice(margin)).join("\n");
}
