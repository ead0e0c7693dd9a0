// Which Python runs the server: the setting's, the Python extension's choice, or what the PATH has.

/** The oldest Python that the server runs on. */
export const OLDEST: readonly [number, number] = [3, 10];

/** A command that may be a Python, and who named it. */
export interface Candidate {
  readonly command: readonly string[];
  readonly source: "setting" | "python-extension" | "path";
}

/** What `bundled/run.py probe` says of a Python. */
export interface Probed {
  readonly executable: string;
  readonly version: readonly [number, number, number];
  /** Whether the extension brings what is compiled for this Python. */
  readonly bundled: boolean;
  /** The version of the offpath that is installed beside it. */
  readonly environment: string | null;
}

/** A Python that has answered, and how it is called. */
export interface Interpreter extends Probed, Candidate {}

/** Why there is no Python to run the server with: one sentence for the user. */
export class NoInterpreter extends Error {}

export type Probe = (command: readonly string[]) => Promise<Probed>;

/** The commands to try, best first. A setting stands alone: whoever names a Python wants no other. */
export function candidates(
  setting: readonly string[],
  chosen: readonly string[] | undefined,
  platform: NodeJS.Platform,
): Candidate[] {
  if (setting.length > 0) {
    return [{ command: setting, source: "setting" }];
  }
  const named: string[][] = platform === "win32" ? [["py", "-3"], ["python"], ["python3"]] : [["python3"], ["python"]];
  const onPath = named.map((command): Candidate => ({ command, source: "path" }));
  return chosen === undefined ? onPath : [{ command: chosen, source: "python-extension" }, ...onPath];
}

/** The first candidate that can run the server. Throws `NoInterpreter` where none can. */
export async function choose(
  tried: readonly Candidate[],
  probe: Probe,
  log: (message: string) => void,
): Promise<Interpreter> {
  const refusals: string[] = [];
  for (const { command, source } of tried) {
    const shown = command.join(" ");
    try {
      const probed = await probe(command);
      const reason = refusal(probed);
      if (reason === undefined) {
        log(`Python ${probed.version.join(".")} at ${probed.executable} (${source})`);
        return { ...probed, command, source };
      }
      refusals.push(`${shown} ${reason}`);
    } catch (error) {
      refusals.push(`${shown} cannot be run (${error instanceof Error ? firstLine(error.message) : String(error)})`);
    }
    log(refusals.at(-1) ?? "");
  }
  throw new NoInterpreter(explained(tried, refusals));
}

function refusal(probed: Probed): string | undefined {
  const [major, minor] = probed.version;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    return `is Python ${probed.version.join(".")}`;
  }
  if (!probed.bundled && probed.environment === null) {
    return `is Python ${probed.version.join(".")}, for which this extension brings no server`;
  }
  return undefined;
}

function explained(tried: readonly Candidate[], refusals: readonly string[]): string {
  const needed = `Python ${OLDEST.join(".")} or newer`;
  if (tried[0]?.source === "setting") {
    return `offpath cannot start: the setting offpath.interpreter does not name a ${needed}: ${refusals.join("; ")}.`;
  }
  return `offpath cannot start: it needs ${needed} and found none: ${refusals.join("; ")}. Install one, or name it in the setting offpath.interpreter.`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim() ?? "";
}
