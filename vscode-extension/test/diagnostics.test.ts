import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, onLine, ruleOf, type Shown } from "../src/diagnostics.ts";

function shown(code: Shown["code"], first: number, last = first, source = "offpath"): Shown {
  return { source, code, range: { start: { line: first }, end: { line: last } } };
}

test("a rule is told from a plain code and from one with a link", () => {
  assert.equal(ruleOf(shown("missing-timeout", 1)), "missing-timeout");
  assert.equal(ruleOf(shown({ value: "missing-timeout" }, 1)), "missing-timeout");
  assert.equal(ruleOf(shown("E501", 1, 1, "ruff")), undefined);
  assert.equal(ruleOf(shown(undefined, 1)), undefined);
});

test("findings on a line are those that touch it", () => {
  const all = [shown("a-a", 1, 3), shown("b-b", 4), shown("c-c", 2, 2, "other")];
  assert.deepEqual(onLine(all, 2), [all[0]]);
  assert.deepEqual(onLine(all, 0), []);
});

test("numbers are read aloud", () => {
  assert.deepEqual([0, 1, 3].map(counted), ["no findings", "1 finding", "3 findings"]);
});
