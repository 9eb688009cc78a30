/**
 * Waits of a stream under a limit. What counts is the service's silence: where the machine itself was late, what has
 * arrived meanwhile is read before anything is called off.
 */

export interface Watch {
  /** From now on what is waited for must come within `ms`. */
  begin(ms: number): void;
  end(): void;
  close(): void;
}

/** Turns of the loop that a limit waits for what may have arrived already. */
const TURNS = 3;

/** One timer for all the waits of a stream: setting and clearing one for every chunk costs more than reading it. */
export function createWatch(onLate: (ms: number) => void, now: () => number): Watch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firesAt = 0;
  let wait: { since: number; ms: number } | undefined;

  function arm(ms: number): void {
    clearTimeout(timer);
    firesAt = now() + ms;
    timer = setTimeout(check, ms);
  }

  function check(): void {
    timer = undefined;
    if (wait === undefined) return;
    const left = wait.since + wait.ms - now();
    if (left > 0) arm(left);
    else lookOnce(wait, TURNS);
  }

  /** A thread that was busy has not read yet what came in time. */
  function lookOnce(late: { ms: number }, turns: number): void {
    if (wait !== late) {
      if (wait !== undefined && timer === undefined) check();
      return;
    }
    if (turns === 0) onLate(late.ms);
    else timer = setTimeout(lookOnce, 0, late, turns - 1);
  }

  return {
    begin(ms) {
      wait = { since: now(), ms };
      // A timer that fires too early looks again; one that would fire too late is of no use.
      if (timer === undefined || firesAt > wait.since + ms) arm(ms);
    },
    end() {
      wait = undefined;
    },
    close() {
      wait = undefined;
      clearTimeout(timer);
    },
  };
}
