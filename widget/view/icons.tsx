/** Line icons on a 24 grid. Decoration: the button around one carries the name. */

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  reset: "M4 12a8 8 0 1 0 2.6-5.900M4 4.500V9h4.500",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  done: "M5 12.500l4.500 4.500L19 7.500",
  up: "M7 11v9H4v-9zM7 11l4-7c1.500 0 2.500 1 2.200 2.600L12.700 10H18a2 2 0 0 1 2 2.300l-1 6a2 2 0 0 1-2 1.700H7",
  down: "M7 13V4H4v9zM7 13l4 7c1.500 0 2.500-1 2.200-2.600L12.700 14H18a2 2 0 0 0 2-2.300l-1-6A2 2 0 0 0 17 4H7",
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
