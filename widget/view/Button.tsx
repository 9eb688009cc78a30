/** A button with words, and the icon before them where it has one. */

import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icons.tsx";

interface Props {
  icon?: string;
  part?: string;
  /** The one that most will want. */
  main?: boolean;
  onClick: (event: MouseEvent) => void;
  children: ComponentChildren;
}

export function Button({ icon, part, main, onClick, children }: Props) {
  return (
    <button type="button" part={part} class={main ? "btn main" : "btn"} onClick={onClick}>
      {icon && <Icon name={icon} small />}
      {children}
    </button>
  );
}
