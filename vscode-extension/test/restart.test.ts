import assert from "node:assert/strict";
import { test } from "node:test";
import { RestartPolicy } from "../src/restart.ts";

test("a server that keeps ending is given up", () => {
  const policy = new RestartPolicy(() => 0);
  assert.deepEqual([1, 2, 3, 4, 5].map(() => policy.mayRestart()), [true, true, true, true, false]);
});

test("one that ends now and then is always started again", () => {
  let time = 0;
  const policy = new RestartPolicy(() => time);
  for (let count = 0; count < 20; count++) {
    time += 60_000;
    assert.ok(policy.mayRestart());
  }
});
