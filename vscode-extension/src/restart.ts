// When a server that ended is started again: always, but not forever.

const MOST = 4;
const WITHIN = 3 * 60_000;

/** Remembers when a server ended. */
export class RestartPolicy {
  private readonly ended: number[] = [];
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** A server has ended by itself: whether to start it again, which is no use after several times in a few minutes. */
  mayRestart(): boolean {
    const time = this.now();
    this.ended.push(time);
    while (this.ended[0] !== undefined && time - this.ended[0] > WITHIN) {
      this.ended.shift();
    }
    return this.ended.length <= MOST;
  }
}
