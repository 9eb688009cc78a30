/** Line icons on a 24 grid. Decoration: the button around one carries the name. */

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  reset: "M4 12a8 8 0 1 0 2.6-5.9M4 4.5V9h4.5",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  done: "M5 12.5l4.5 4.5L19 7.5",
  up: "M7 11v9H4v-9zm0 0l4-7q2.5.5 2 3l-.5 3H19l-1.5 9q-.5 1-1.5 1H7",
  latest: "M12 5v14M6 13l6 6 6-6",
  out: "M9 6H6v12h12v-3M13 5h6v6M19 5l-8 8",
};

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A button that shows an icon and speaks its name. */
export function IconButton(props: {
  icon: keyof typeof PATHS;
  label: string;
  onClick: () => void;
  part?: string;
  pressed?: boolean | undefined;
}) {
  return (
    <button
      type="button"
      class="icon"
      part={props.part}
      aria-label={props.label}
      aria-pressed={props.pressed}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
