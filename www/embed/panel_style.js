/**
 * How the panel looks. An 8 px grid, one accent, AA contrast on both papers: the button's
 * writing is white up to the luminance at which black begins to read better, .179.
 */

export const STYLE = `
:host{
all:initial!important;
display:contents!important;
--accent:var(--baton-accent,#2457d6)!important;
--paper:#fff!important;
--ink:#14171f!important;
--soft:#4d5565!important;
--line:#14171f1f!important;
}
:host([dark]){
--paper:#1f2123!important;
--ink:#f4f5f5!important;
--soft:#b6babd!important;
--line:#ffffff26!important;
}
[hidden],p:empty{display:none!important}
[part=say]{display:block!important}
[part=panel]{
position:fixed;
z-index:2147483647;
bottom:calc(24px + var(--lift,0px));
inset-inline-end:24px;
box-sizing:border-box;
width:376px;
max-width:calc(100vw - 32px);
max-height:calc(100vh - 48px);
overflow:auto;
color:var(--ink);
font:400 16px/1.5 var(--baton-font,system-ui,sans-serif);
}
[part=panel]:not(.open){
width:1px;
height:1px;
overflow:hidden;
clip-path:inset(50%);
pointer-events:none;
}
.open{
padding:24px;
border:1px solid var(--line);
border-radius:16px;
background:var(--paper);
box-shadow:0 8px 48px -8px #00000047;
animation:rise .14s ease-out;
}
@keyframes rise{from{transform:translateY(12px)}}
[part=who]{display:flex;align-items:center;gap:12px;min-height:40px;padding-inline-end:32px}
[part=face]{
flex:none;
display:grid;
place-items:center;
width:40px;
height:40px;
border-radius:50%;
background:color-mix(in oklab,var(--accent) 16%,var(--paper));
font-size:14px;
font-weight:600;
}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
[part=picture]{width:40px;height:40px;border-radius:50%;object-fit:cover}
[part=name]{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:14px;font-weight:600}
p{margin:0;overflow-wrap:anywhere;hyphens:auto;text-align:left;text-wrap:pretty}
[dir=rtl] p{text-align:right}
[part=headline]{margin-top:16px;font-size:20px;font-weight:600;line-height:28px;text-wrap:balance}
[part=text]{margin-top:6px;font-size:15px;line-height:24px;color:var(--soft)}
[part=button]{
display:block;
margin-top:20px;
padding:12px 24px;
border:1px solid #0000;
border-radius:10px;
background:var(--accent);
color:#fff;
font-weight:600;
text-align:center;
text-decoration:none;
}
@supports(color:color(from red xyz x y z)){
[part=button]{--w:clamp(0,(.179 - y)*999,1);color:color(from var(--accent) xyz calc(var(--w)*.95) var(--w) calc(var(--w)*1.09))}
}
[part=button]:hover{filter:brightness(.92)}
[part=close]{
position:absolute;
top:28px;
inset-inline-end:14px;
display:grid;
place-items:center;
width:32px;
height:32px;
margin:0;
padding:0;
border:0;
border-radius:50%;
background:none;
color:var(--soft);
}
[part=close]:hover{background:var(--line);color:var(--ink)}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
@media(max-width:480px){
[part=panel]{bottom:var(--lift,0px);inset-inline:0;width:100%;max-width:none}
.open{
padding-bottom:max(24px,env(safe-area-inset-bottom));
border-width:1px 0 0;
border-radius:20px 20px 0 0;
}
}
@media(prefers-reduced-motion){.open{animation:none}}
`;
