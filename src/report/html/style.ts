import { variables } from "./palette.ts";

/** The page's style sheet: system fonts, two themes, three layouts (wide, phone, paper). */
export const STYLE = `
:root{color-scheme:light dark;${variables("light")}}
@media screen and (prefers-color-scheme:dark){:root{${variables("dark")}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:28px 20px 56px}
h1,h2,h3,p,ul,dl,dd,figure,pre{margin:0;padding:0}
h2{font-size:20px;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:52px 0 4px}
h3{font-size:15px;line-height:1.35;font-weight:650;margin:28px 0 2px;overflow-wrap:anywhere}
.lead{color:var(--muted);max-width:72ch;margin-bottom:14px}
a{color:var(--link);text-underline-offset:2px}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.92em}

.verdict{--tone:var(--incomplete);border:1px solid var(--line);border-left:6px solid var(--tone);border-radius:8px;padding:22px 24px 22px 22px;background:var(--raised)}
.verdict.pass{--tone:var(--pass)}.verdict.fail{--tone:var(--fail)}.verdict.inconclusive{--tone:var(--inconclusive)}.verdict.invalid{--tone:var(--invalid)}
.kicker{color:var(--muted);font-size:14px;overflow-wrap:anywhere}
.verdict h1{display:flex;align-items:center;gap:14px;font-size:38px;line-height:1.15;font-weight:700;letter-spacing:-.02em;color:var(--tone);margin:6px 0 4px}
.mark{flex:none;display:inline-flex;align-items:center;justify-content:center;width:40px;height:40px;border-radius:50%;border:3px solid var(--tone);font-size:22px;line-height:1;letter-spacing:0}
.reasons{list-style:none;margin-top:12px;border-top:1px solid var(--line)}
.reasons li{padding:9px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.reasons li:last-child{border-bottom:0;padding-bottom:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px 24px;margin-top:22px}
.facts dt{color:var(--muted);font-size:13px}
.facts dd{font-weight:600;overflow-wrap:anywhere}
.facts small{display:block;font-weight:400;font-size:13px;color:var(--muted)}

.scroll{overflow-x:auto;margin-top:10px}
.scroll tbody th{min-width:9em}
table{width:100%;border-collapse:collapse;font-size:14px}
caption{text-align:left;color:var(--muted);font-size:13px;padding:0 0 6px}
th,td{padding:7px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:500;font-size:13px;white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:600;overflow-wrap:anywhere}
.n{text-align:right;white-space:nowrap}
.zero{color:var(--muted)}
.stack thead th:first-child{width:32%}
.stack.figures thead th:first-child{width:auto}
.nowrap{white-space:nowrap}
.unseen{position:absolute;width:1px;height:1px;padding:0;overflow:hidden;clip-path:inset(50%)}
summary{cursor:pointer;width:fit-content;color:var(--link);font-size:14px;padding:4px 0}
.sub{display:block;color:var(--muted);font-size:13px;font-weight:400;overflow-wrap:anywhere}
.state{white-space:nowrap;font-weight:600}
.held,.holds{color:var(--pass)}.broken,.fails{color:var(--fail)}.undecided,.unmeasured,.noted{color:var(--inconclusive)}.not_in_plan,.absent{color:var(--muted)}
.bar{display:block;width:132px;height:22px}
.grow{min-width:150px}
.tag{display:inline-block;border:1px solid var(--line);border-radius:4px;padding:0 6px;font-size:12px;font-weight:500;color:var(--muted)}
.facts-table th{width:13em;color:var(--muted);font-weight:500}
.facts-table td{overflow-wrap:anywhere}

.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;color:var(--ink);margin:2px 0 4px}
.legend li{display:inline-flex;align-items:center;gap:7px;overflow-wrap:anywhere}
.legend svg{flex:none;width:20px;height:12px}
figure{margin-top:22px;break-inside:avoid;min-width:0}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:0 24px;align-items:start}
.charts figure.full{grid-column:1/-1}
figure h3{margin:0}
figcaption{color:var(--muted);font-size:13px;max-width:80ch}
.charts svg.wide,.charts svg.narrow{width:100%;height:auto;overflow:visible}
.charts svg.narrow{display:none}
.charts svg text{stroke:var(--ground);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.tip:hover{opacity:.1;fill:var(--ink)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:10px 12px;margin-top:8px}
.plain{list-style:none}
.plain li{padding:6px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--line);color:var(--muted);font-size:13px;overflow-wrap:anywhere}

@media screen and (min-width:1080px){.stack tbody th{min-width:15em}}
@media screen and (max-width:899px){
.charts svg.wide{display:none}.charts svg.narrow{display:block}
.charts figure.full{grid-column:auto}
.stack,.stack tbody,.stack caption{display:block}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(105px,1fr));gap:4px 14px;padding:12px 0;border-bottom:1px solid var(--line)}
.stack td,.stack th{display:block;border:0;padding:0;text-align:left;white-space:normal}
.stack tbody th,.stack .row{grid-column:1/-1}
.stack td[data-head]::before{content:attr(data-head);display:block;color:var(--muted);font-size:12px;font-weight:400}
.stack td:empty{display:none}
.stack .bar{width:100%;max-width:260px}
.stack.figures tr{grid-template-columns:repeat(auto-fill,minmax(72px,1fr))}
}
@media screen and (max-width:699px){
main{padding:12px 12px 40px}
.verdict{padding:16px 14px}
.verdict h1{font-size:30px;gap:10px}
.mark{width:34px;height:34px;font-size:19px}
h2{margin-top:40px}
.charts{grid-template-columns:1fr}
.charts svg.narrow{max-width:460px}
.facts-table tr{display:block;padding:7px 0;border-bottom:1px solid var(--line)}
.facts-table th,.facts-table td{display:block;width:auto;border:0;padding:0}
}
@media print{
:root{color-scheme:light}
body{font-size:10pt}
main{max-width:none;padding:0}
h2{margin-top:24pt;break-after:avoid}h3{break-after:avoid}
table{font-size:8.5pt}thead{display:table-header-group}
tr,li,.verdict{break-inside:avoid}
th,td{padding:3pt 5pt}
.sub,caption,figcaption,.legend,thead th{font-size:8pt}
.bar{width:80pt}
.scroll{overflow:visible}
.verdict,pre{background:none}
a{color:inherit}
}
@media print{details::details-content{content-visibility:visible;display:block}}
`.trim();
