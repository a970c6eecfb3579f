/** The style of the page: one column, for screen and print, light and dark. Contrast is at least 4.5 to 1. */
export const style = `
:root{color-scheme:light dark;--line:#8888;--soft:#8882}
body{font:16px/1.45 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1rem}
h1{margin:0}h2{margin:2rem 0 .5rem}h3{font-size:1.05rem;margin:1.5rem 0 .3rem;overflow-wrap:anywhere}
table{border-collapse:collapse;margin:.5rem 0 1rem;width:100%}
caption{text-align:left;font-weight:600;padding:.2rem 0}
th,td{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:var(--soft)}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td p{margin:0 0 .3rem}.fix{font-weight:600}.more{font-size:.9rem}
.notice{border-left:4px solid #a15c00;padding:.3rem .6rem}
.mark{border:1px solid;border-radius:.3rem;padding:0 .35rem;font-size:.85rem;font-weight:600;white-space:nowrap}
.mark.reject,.mark.unreadable{background:#8b0016;color:#fff}.mark.deny{background:#b3261e;color:#fff}
.mark.review{background:#7a4f00;color:#fff}.mark.note{background:#1b5e88;color:#fff}.mark.clean{background:#1e6b34;color:#fff}
rect.reject,rect.unreadable{fill:#8b0016}rect.deny{fill:#b3261e}rect.review{fill:#a36a00}rect.note{fill:#1b5e88}rect.clean{fill:#1e6b34}
nav a{margin-right:1rem}
@media print{body{font-size:11px;max-width:none}nav{display:none}tr{break-inside:avoid}h3{break-after:avoid}thead{display:table-header-group}a{color:inherit}}
`
