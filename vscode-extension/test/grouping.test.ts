import assert from "node:assert/strict";
import { test } from "node:test";
import { canKeep, grouped, type Placed } from "../src/grouping.ts";

function placed(folder: string, python = "/usr/bin/python3", settings: Placed["settings"] = {}): Placed {
  return { folder, launch: { command: python, args: ["server"], origin: "bundled" }, settings };
}

test("folders that are alike share a server", () => {
  assert.deepEqual(
    grouped([placed("a"), placed("b", "/venv/bin/python"), placed("c")]).map((group) => group.folders),
    [["a", "c"], ["b"]],
  );
});

test("folders with other settings do not", () => {
  const groups = grouped([placed("a", "p", { ignore: ["x"] }), placed("b", "p", { ignore: [] })]);
  assert.equal(groups.length, 2);
});

test("the order of settings does not matter", () => {
  assert.equal(grouped([placed("a", "p", { x: 1, y: 2 }), placed("b", "p", { y: 2, x: 1 })]).length, 1);
});

test("other settings need no other server", () => {
  assert.ok(canKeep(grouped([placed("a")]), grouped([placed("a", undefined, { ignore: ["x"] })])));
});

test("another Python, another folder or another sharing does", () => {
  const running = grouped([placed("a"), placed("b")]);
  assert.ok(!canKeep(running, grouped([placed("a", "/other"), placed("b", "/other")])));
  assert.ok(!canKeep(running, grouped([placed("a"), placed("b"), placed("c")])));
  assert.ok(!canKeep(running, grouped([placed("a"), placed("b", undefined, { ignore: ["x"] })])));
  assert.ok(!canKeep([], running));
});
