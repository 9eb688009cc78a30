/** Line icons on a 20 grid. Decoration: the button around one carries the name. */

const PATHS = {
  close: "M5 5l10 10M15 5L5 15",
  down: "M5 7.5l5 5 5-5",
  up: "M5 12.5l5-5 5 5",
  back: "M12.5 5l-5 5 5 5",
  on: "M7.5 5l5 5-5 5",
  send: "M10 16V4.5M5 9l5-5 5 5",
  stop: "M6.5 6.5h7v7h-7z",
  arrow: "M4 10h11.5M11 5.5l4.5 4.5-4.5 4.5",
  list: "M3.5 5.5h13M3.5 10h13M3.5 14.5h8",
};

/** @param name one of the few that are always there, or a path of `more-icons.ts`. `turn`: mirrored from right to left. */
export function Icon({ name, small, turn }: { name: string; small?: boolean; turn?: boolean }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" class={`${small ? "s" : ""}${turn ? " turn" : ""}`}>
      <path d={PATHS[name as keyof typeof PATHS] ?? name} />
    </svg>
  );
}

export interface IconButtonProps {
  icon: string;
  label: string;
  onClick: () => void;
  part?: string;
  turn?: boolean;
  small?: boolean;
  pressed?: boolean | undefined;
}

/** A button that shows an icon and speaks its name. */
export function IconButton({ icon, label, onClick, part, pressed, turn, small }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon"
      part={part}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} turn={turn!} small={small!} />
    </button>
  );
}
