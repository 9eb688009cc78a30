/** Paths of icons on a 20 grid, one by one: each file of code takes the ones it shows. */

export const OUT = "M8 5.5H5v9.5h9.5V12M11 4.5h4.5V9M15.5 4.5L9.5 10.5";
export const PLUS = "M10 4v12M4 10h12";
export const COPY = "M7.5 7.5h8.5v9h-8.5zM12.5 7.5V4H4v9h3.5";
export const DONE = "M4.5 10.5l3.7 3.7L15.5 6.5";
export const THUMB =
  "M7 9v7.5M7 9l2.8-5.6c1.3.1 2 .9 2 2.1L11.4 8.5H15a1.6 1.6 0 0 1 1.6 1.9l-.9 4.7a1.7 1.7 0 0 1-1.7 1.4H4V9z";
export const WARN = "M10 3.5l7.2 12.8H2.8zM10 8.2v3.6M10 14v.1";
export const CLOCK = "M10 3a7 7 0 1 0 .01 0M10 6.2V10l2.6 2";
export const PERSON = "M10 3.5a3.2 3.2 0 1 0 .01 0M3.8 16.8c.7-3.1 3.1-4.8 6.2-4.8s5.5 1.7 6.2 4.8";
export const PEN = "M4 16l.7-3.3 8.4-8.4a1.5 1.5 0 0 1 2.1 0l.5.5a1.5 1.5 0 0 1 0 2.1l-8.4 8.4z";
export const OFF = "M3 3l14 14M2.6 8.2A11 11 0 0 1 6.3 6M9.6 5.1a11 11 0 0 1 7.8 3.1M5.6 11.3a7 7 0 0 1 3-1.7M10 15v.1";
export const TRASH = "M3.5 6h13M8 6V3.8h4V6M5.3 6l.7 10.2h8L14.7 6";
export const SEARCH = "M9 4a5 5 0 1 0 .01 0M12.7 12.7L16.5 16.5";
export const AGAIN = "M4 9.5a6 6 0 0 1 10.5-3.3L16 7.8M16 4v3.8h-3.8M16 10.5a6 6 0 0 1-10.5 3.3L4 12.2M4 16v-3.8h3.8";
export const BOLT = "M11 3L5 11.5h4L8.5 17 15 8.5h-4.3z";
