/** Shows progress: a bar on a terminal, a line now and then elsewhere. */

export interface Output {
  isTTY: boolean;
  columns?: number | undefined;
  write(text: string): void;
}

export interface Progress {
  update(done: number, note?: string): void;
  /** Writes a line that stays, above the bar. */
  line(text: string): void;
  end(): void;
}

const BAR = 24;

export function createProgress(output: Output, label: string, total: number): Progress {
  let current = "";
  let lastShown = 0;
  const clear = () => {
    if (output.isTTY && current !== "") output.write("\r\u001b[2K");
  };
  return {
    update(done, note = "") {
      const share = total === 0 ? 1 : done / total;
      const text = `${label} ${done}/${total}`;
      if (!output.isTTY) {
        // At every tenth, so that a log of a thousand files stays readable.
        const tenth = Math.floor(share * 10);
        if (tenth > lastShown) output.write(`${text}\n`);
        lastShown = Math.max(lastShown, tenth);
        return;
      }
      const filled = Math.round(share * BAR);
      const bar = `${"█".repeat(filled)}${"░".repeat(BAR - filled)}`;
      clear();
      current = `${bar} ${text} ${note}`.slice(0, Math.max(20, (output.columns ?? 80) - 1));
      output.write(current);
    },
    line(text) {
      clear();
      output.write(`${text}\n`);
      if (output.isTTY && current !== "") output.write(current);
    },
    end() {
      clear();
      current = "";
    },
  };
}
