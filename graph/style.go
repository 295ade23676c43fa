package graph

// Style is the style sheet of all pictures, which is in each of them but for those drawn
// with [WithoutStyle]. Its colours are custom properties, which a page can set. A status
// also changes the shape of a badge or a line, so that it can be seen without colours.
const Style = `
.asl-graph{--asl-back:#f8fafc;--asl-card:#ffffff;--asl-edge:#cbd5e1;--asl-text:#0f172a;--asl-soft:#64748b;--asl-way:#94a3b8;
--asl-box:#f1f5f9;--asl-strong:#334155;--asl-glyph:#ffffff;--asl-shade:#0f172a1a;--asl-catch:#b45309;--asl-catch-way:#d9b48a;
--asl-task:#2563eb;--asl-pass:#64748b;--asl-choice:#7c3aed;--asl-wait:#0284c7;--asl-parallel:#0d9488;--asl-map:#c026d3;--asl-succeed:#15803d;--asl-fail:#dc2626;
--asl-ok:#15803d;--asl-ok-tint:#f0fdf4;--asl-bad:#dc2626;--asl-bad-tint:#fef2f2;--asl-warn:#b45309;--asl-warn-tint:#fffbeb;
--asl-run:#2563eb;--asl-run-tint:#eff6ff;--asl-stop:#64748b;--asl-stop-tint:#f1f5f9;
font-family:Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
@media (prefers-color-scheme:dark){.asl-graph{--asl-back:#0b1120;--asl-card:#1e293b;--asl-edge:#475569;--asl-text:#f1f5f9;--asl-soft:#94a3b8;--asl-way:#64748b;
--asl-box:#131c2e;--asl-strong:#e2e8f0;--asl-glyph:#0b1120;--asl-shade:#00000066;--asl-catch:#fbbf24;--asl-catch-way:#8a6a2f;
--asl-task:#3b82f6;--asl-pass:#64748b;--asl-choice:#8b5cf6;--asl-wait:#0ea5e9;--asl-parallel:#14b8a6;--asl-map:#d946ef;--asl-succeed:#16a34a;--asl-fail:#ef4444;
--asl-ok:#4ade80;--asl-ok-tint:#0f2e1f;--asl-bad:#f87171;--asl-bad-tint:#3a1618;--asl-warn:#fbbf24;--asl-warn-tint:#33260b;
--asl-run:#60a5fa;--asl-run-tint:#12264a;--asl-stop:#94a3b8;--asl-stop-tint:#1e293b}}
.asl-graph .back{fill:var(--asl-back)}
.asl-graph .card,.asl-graph .sheet{fill:var(--asl-card);stroke:var(--asl-edge);stroke-width:1.25}
.asl-graph .shade{fill:var(--asl-shade)}
.asl-graph .container>.card,.asl-graph .container>.sheet{fill:var(--asl-box)}
.asl-graph .lane{fill:var(--asl-back)}
.asl-graph .name{font-size:13px;font-weight:600;fill:var(--asl-text)}
.asl-graph .caption{font-size:11px;fill:var(--asl-soft)}
.asl-graph .title{font-size:18px;font-weight:650;fill:var(--asl-text)}
.asl-graph .icon rect{fill:var(--asl-kind)}
.asl-graph .icon path{fill:none;stroke:#fff;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.asl-graph .task{--asl-kind:var(--asl-task)}
.asl-graph .pass{--asl-kind:var(--asl-pass)}
.asl-graph .choice{--asl-kind:var(--asl-choice)}
.asl-graph .wait{--asl-kind:var(--asl-wait)}
.asl-graph .parallel{--asl-kind:var(--asl-parallel)}
.asl-graph .map{--asl-kind:var(--asl-map)}
.asl-graph .succeed{--asl-kind:var(--asl-succeed)}
.asl-graph .fail{--asl-kind:var(--asl-fail)}
.asl-graph .placeholder .card{stroke-dasharray:5 4;fill:none}
.asl-graph .pill{fill:var(--asl-card);stroke:var(--asl-soft);stroke-width:1.25}
.asl-graph .end-point text{font-size:13px;font-weight:600;text-anchor:middle;fill:var(--asl-text)}
.asl-graph .transition path{fill:none;stroke:var(--asl-line,var(--asl-way));stroke-width:1.5;stroke-linecap:round}
.asl-graph .transition .head{fill:var(--asl-line,var(--asl-way));stroke-width:1;stroke-linejoin:round}
.asl-graph .transition text{font-size:11.5px;fill:var(--asl-soft);stroke:var(--asl-back);stroke-width:3;stroke-linejoin:round;paint-order:stroke}
.asl-graph .catch{--asl-line:var(--asl-catch-way)}
.asl-graph .catch text{fill:var(--asl-catch)}
.asl-graph .chip rect{fill:var(--asl-card);stroke:var(--asl-mark,var(--asl-edge));stroke-width:1.25}
.asl-graph .chip text{font-size:10.5px;font-weight:600;fill:var(--asl-text)}
.asl-graph .badge .shape{fill:var(--asl-mark);stroke:var(--asl-card);stroke-width:1.5;stroke-linejoin:round}
.asl-graph .badge .sign{fill:none;stroke:var(--asl-glyph);stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
.asl-graph .succeeded,.asl-graph .covered{--asl-mark:var(--asl-ok);--asl-tint:var(--asl-ok-tint)}
.asl-graph .failed,.asl-graph .timedout,.asl-graph .uncovered{--asl-mark:var(--asl-bad);--asl-tint:var(--asl-bad-tint)}
.asl-graph .caught{--asl-mark:var(--asl-warn);--asl-tint:var(--asl-warn-tint)}
.asl-graph .running{--asl-mark:var(--asl-run);--asl-tint:var(--asl-run-tint)}
.asl-graph .aborted{--asl-mark:var(--asl-stop);--asl-tint:var(--asl-stop-tint)}
.asl-graph .state>.card,.asl-graph .state>.sheet,.asl-graph .end-point>.pill{stroke:var(--asl-mark,var(--asl-edge))}
.asl-graph .state:not(.container)>.card{fill:var(--asl-tint,var(--asl-card))}
.asl-graph .end-point>.pill{stroke:var(--asl-mark,var(--asl-soft));fill:var(--asl-tint,var(--asl-card))}
.asl-graph.executed .state:not(.idle)>.card,.asl-graph.coverage .state:not(.idle)>.card{stroke-width:2}
.asl-graph .uncovered>.card{stroke-dasharray:6 4}
.asl-graph .state.idle,.asl-graph .transition.idle,.asl-graph .end-point.idle{opacity:.5}
.asl-graph .taken,.asl-graph .maybe{--asl-line:var(--asl-strong)}
.asl-graph .taken .line{stroke-width:3}
.asl-graph .maybe .line{stroke-width:2.5;stroke-dasharray:7 6}
.asl-graph .transition.covered{--asl-line:var(--asl-ok)}
.asl-graph .transition.uncovered{--asl-line:var(--asl-bad)}
.asl-graph .transition.covered .line{stroke-width:2.25}
.asl-graph .transition.uncovered .line{stroke-width:2;stroke-dasharray:2 5}
`
