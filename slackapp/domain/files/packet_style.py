"""How the page of a review packet looks: by day, by night, on a phone and on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #23211f; --soft: #5b564f; --paper: #fffdf8;
  --line: #d9d2c5; --link: #17594f; --basic: #17594f; --higher: #a2442a; --leader: #3f3a8f; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0ece4; --soft: #bcb5a9; --paper: #1d1f1e;
  --line: #4a4d4b; --link: #8fd0c2; --basic: #7cc4b6; --higher: #f0a088; --leader: #b3aef5; } }
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); }
body { margin: 0; font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: .75rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p, ul { margin: .5rem 0; } ul { padding-left: 1.25rem; } li { margin: .25rem 0; }
.lead { font-size: 1.05rem; color: var(--soft); }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.refer { white-space: normal; color: var(--soft); } .refer::before { content: "["; }
.refer::after { content: "]"; }
blockquote { margin: .5rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid var(--basic);
  border-inline: 3px solid var(--line); border-inline-end: 0; padding-inline: 1rem 0;
  white-space: pre-line; }
article:target { outline: 2px solid var(--link); outline-offset: .5rem; border-radius: 2px; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: start; font-weight: 600; padding-bottom: .25rem; }
th, td { text-align: start; font-weight: normal; padding: .2rem .75rem .2rem 0;
  vertical-align: middle; }
thead th { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tbody th { width: 34%; } .bar { display: flex; gap: .75rem; align-items: center; }
.bar svg { flex: 1 1 auto; min-width: 2rem; } .counts { flex: 0 0 7.5rem; }
.legend { color: var(--soft); } .key { display: inline-block; margin-right: 1rem; }
.key svg { margin-right: .4rem; vertical-align: -2px; }
.read { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.basic { fill: var(--basic); } .higher { fill: url(#higher); } .leader { fill: url(#leader); }
.none { fill: var(--line); } .patterns { position: absolute; }
@media (max-width: 32rem) { main { padding: 1.25rem 1rem 3rem; } h1 { font-size: 1.4rem; }
  tbody th, tbody td { display: block; width: auto; padding-right: 0; }
  tbody th { padding-bottom: 0; } .counts { flex-basis: 6.5rem; } }
@media print { :root { --ink: #000; --soft: #333; --paper: #fff; --line: #999; --link: #000;
    --basic: #17594f; --higher: #a2442a; --leader: #3f3a8f; }
  main { max-width: none; padding: 0; } article, tr, h2, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""

#: Stripes and dots, so that tiers are told apart without colour.
PATTERNS = """<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="higher" width="6" height="6" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)">
<rect width="6" height="6" style="fill: var(--paper)" />
<rect width="3.5" height="6" style="fill: var(--higher)" /></pattern>
<pattern id="leader" width="6" height="6" patternUnits="userSpaceOnUse">
<rect width="6" height="6" style="fill: var(--leader)" />
<circle cx="3" cy="3" r="1.4" style="fill: var(--paper)" /></pattern>
</defs></svg>"""
