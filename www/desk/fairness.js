/** How fair the turns of a pool were: what was owed to each member, and what they got. */

import { number } from "./format.js";
import { h, svg } from "./h.js";
import { section, theirs } from "./parts.js";
import { words } from "./words.js";

/** @param {import("./types.js").PoolShares[]} pools */
export function fairnessSection(pools) {
  const w = words.roster.fairness;
  if (pools.length === 0) return false;
  return section(w.title, "fairness", h("p", { class: "quiet" }, w.lead), ...pools.map(pool));
}

/** @param {import("./types.js").PoolShares} pool */
function pool({ pool: name, share, leads, members }) {
  const w = words.roster.fairness;
  const most = Math.max(1, ...members.flatMap(({ got, owed }) => [got, owed / 1_000]));
  const id = `pool-${name}`;
  return h("div", { class: "pool", "data-pool": name },
    h("h3", { id }, theirs(name), h("span", { class: "second" }, [w.leads(leads), share === "open_leads" && w.byOpen].filter(Boolean).join(" · "))),
    h("table", { role: "table", class: "lanes", "aria-labelledby": id },
      h("thead", { role: "rowgroup", class: "unseen" }, h("tr", { role: "row" }, ...[w.member, w.drawn, w.got, w.owed].map((text) => h("th", { role: "columnheader", scope: "col" }, text)))),
      h("tbody", { role: "rowgroup" }, ...members.map((member) => row(member, most))),
    ),
  );
}

/** @param {import("./types.js").PoolShares["members"][number]} member @param {number} most */
function row({ rep, name, weight, got, owed }, most) {
  const w = words.roster.fairness;
  const due = owed / 1_000;
  const percent = (/** @type {number} */ leads) => `${Math.round((leads / most) * 10_000) / 100}%`;
  const drawn = svg("svg", { class: "lane", width: "100%", height: 16 },
    svg("rect", { class: "ground", width: "100%", height: 16, rx: 3 }),
    svg("rect", { class: "works", width: percent(Math.max(0, got)), height: 16, rx: 3 }),
    svg("svg", { x: percent(Math.max(0, due)), width: 2, height: 16, overflow: "visible" }, svg("rect", { class: "now", x: -2, width: 2, height: 16 })),
  );
  return h("tr", { role: "row", "data-rep": rep },
    h("th", { role: "rowheader", scope: "row" }, theirs(name), weight !== 1 && h("span", { class: "second" }, w.weight(weight))),
    h("td", { role: "cell", class: "drawn" }, h("span", { class: "unseen" }, w.off(got - due)), drawn),
    h("td", { role: "cell", class: "points" }, w.gotSo(number(got))),
    h("td", { role: "cell", class: "points quiet" }, w.owedSo(number(Math.round(due * 10) / 10))),
  );
}
