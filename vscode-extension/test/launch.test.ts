import assert from "node:assert/strict";
import { test } from "node:test";
import type { Interpreter } from "../src/interpreter.ts";
import { environmentOf, launchOf, launchOfPath } from "../src/launch.ts";

const PYTHON: Interpreter = {
  command: ["/usr/bin/python3"],
  executable: "/usr/bin/python3",
  version: [3, 12, 1],
  bundled: true,
  environment: "0.1.0",
  source: "path",
};
const OPTIONS = { importStrategy: "useBundled", args: ["--log-file", "x.log"], logLevel: "debug" } as const;
const SERVER = ["server", "--log-level", "debug", "--log-file", "x.log"];

test("the bundled server runs isolated from the environment", () => {
  assert.deepEqual(launchOf(PYTHON, "/ext/run.py", OPTIONS), {
    command: "/usr/bin/python3",
    args: ["-I", "/ext/run.py", "bundled", ...SERVER],
    origin: "bundled",
  });
});

test("the environment's own runs where it is wished for", () => {
  const launch = launchOf(PYTHON, "/ext/run.py", { ...OPTIONS, importStrategy: "fromEnvironment" });
  assert.deepEqual(launch.args, ["-E", "/ext/run.py", "environment", ...SERVER]);
});

test("the bundled one runs where the environment has none", () => {
  const launch = launchOf({ ...PYTHON, environment: null }, "/ext/run.py", { ...OPTIONS, importStrategy: "fromEnvironment" });
  assert.equal(launch.origin, "bundled");
});

test("the environment's own runs where the bundle lacks this Python", () => {
  assert.equal(launchOf({ ...PYTHON, bundled: false }, "/ext/run.py", OPTIONS).origin, "environment");
});

test("a Python of the PATH is not looked up again in the workspace", () => {
  const launch = launchOf({ ...PYTHON, command: ["py", "-3"], executable: "C:/Python/python.exe" }, "/ext/run.py", OPTIONS);
  assert.deepEqual([launch.command, ...launch.args.slice(0, 2)], ["C:/Python/python.exe", "-I", "/ext/run.py"]);
});

test("the arguments of a Python that the user names are kept", () => {
  const launch = launchOf({ ...PYTHON, command: ["py", "-3"], source: "setting" }, "/ext/run.py", OPTIONS);
  assert.deepEqual([launch.command, ...launch.args.slice(0, 3)], ["py", "-3", "-I", "/ext/run.py"]);
});

test("an executable that the user names is run as it is", () => {
  assert.deepEqual(launchOfPath("/bin/offpath", OPTIONS), { command: "/bin/offpath", args: SERVER, origin: "path" });
});

test("a server's environment names no folders with modules", () => {
  const environment = { PATH: "/bin", PythonPath: "src", PYTHONPATH: ".", HOME: "/home/me" };
  assert.deepEqual(environmentOf(environment), { PATH: "/bin", HOME: "/home/me" });
});
