import assert from "node:assert/strict";
import { test } from "node:test";
import { candidates, choose, NoInterpreter, type Probed } from "../src/interpreter.ts";

const MODERN: Probed = { executable: "/usr/bin/python3", version: [3, 12, 1], bundled: true, environment: null };

function probing(answers: Record<string, Partial<Probed> | Error>): (command: readonly string[]) => Promise<Probed> {
  return (command) => {
    const answer = answers[command.join(" ")] ?? new Error("spawn ENOENT");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ ...MODERN, ...answer });
  };
}

const silent = (): void => {
  // nobody listens
};

test("a setting stands alone", () => {
  assert.deepEqual(candidates(["/opt/python", "-X", "utf8"], ["/venv/bin/python"], "linux"), [
    { command: ["/opt/python", "-X", "utf8"], source: "setting" },
  ]);
});

test("the Python extension's choice comes before the PATH", () => {
  assert.deepEqual(
    candidates([], ["/venv/bin/python"], "linux").map((each) => each.command.join(" ")),
    ["/venv/bin/python", "python3", "python"],
  );
});

test("Windows asks its launcher first", () => {
  assert.deepEqual(candidates([], undefined, "win32")[0]?.command, ["py", "-3"]);
});

test("the first that fits is taken", async () => {
  const log: string[] = [];
  const probe = probing({ "/venv/bin/python": { version: [3, 8, 2] }, python3: { executable: "/usr/bin/python3.13" } });
  const chosen = await choose(candidates([], ["/venv/bin/python"], "linux"), probe, (line) => log.push(line));
  assert.equal(chosen.executable, "/usr/bin/python3.13");
  assert.equal(chosen.source, "path");
  assert.match(log[0] ?? "", /\/venv\/bin\/python is Python 3\.8\.2/);
});

test("a Python that the bundle lacks will do where offpath is installed for it", async () => {
  const probe = probing({ python3: { version: [3, 15, 0], bundled: false, environment: "0.1.0" } });
  assert.deepEqual((await choose(candidates([], undefined, "linux"), probe, silent)).version, [3, 15, 0]);
});

test("a Python that the bundle lacks is refused where it is not", async () => {
  const probe = probing({ python3: { version: [3, 15, 0], bundled: false } });
  await assert.rejects(choose(candidates([], undefined, "linux"), probe, silent), /brings no server/);
});

test("a setting that names no Python is said to be wrong, and nothing else is tried", async () => {
  const probe = probing({ python3: MODERN });
  await assert.rejects(choose(candidates(["/nonexistent"], undefined, "linux"), probe, silent), (error: unknown) => {
    assert.ok(error instanceof NoInterpreter);
    assert.match(error.message, /offpath\.interpreter does not name a Python 3\.10 or newer: \/nonexistent cannot be run/);
    return true;
  });
});

test("where there is no Python, the message says what to do", async () => {
  await assert.rejects(
    choose(candidates([], undefined, "linux"), probing({ python: { version: [2, 7, 18] } }), silent),
    /found none: python3 cannot be run .*; python is Python 2\.7\.18\. Install one, or name it in the setting/,
  );
});
