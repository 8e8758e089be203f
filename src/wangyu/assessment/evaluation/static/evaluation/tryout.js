// Other points for the fields, and what that does: the same sums as logic/trying.py, at once.
(() => {
  const script = document.getElementById("trial-facts");
  const form = document.getElementById("trial");
  if (!script || !form) return;
  const facts = JSON.parse(script.textContent);
  const inputs = facts.tops.map((key) => form.querySelector(`[data-weight="${key}"]`));
  const sliders = inputs.map((input) => form.querySelector(`[data-slider="${input.name}"]`));
  const rows = [...document.querySelectorAll("[data-unit]")];
  const sum = (values) => values.reduce((total, one) => total + one, 0);

  function totals(points) {
    return facts.rates.map((rates, unit) => {
      if (facts.out[unit]) return 0;
      const base = rates.map((rate, top) => (rate === null ? 0 : points[top]));
      const whole = sum(base);
      return whole > 0 ? sum(rates.map((rate, top) => base[top] * (rate ?? 0))) / whole * facts.full : null;
    });
  }

  function quantile(sorted, at) {
    const place = at * (sorted.length - 1);
    const low = Math.floor(place);
    const high = Math.ceil(place);
    return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
  }

  function draw(now) {
    const columns = new Map(facts.names.map((name) => [name, Array(facts.bins).fill(0)]));
    const groups = new Map(facts.names.map((name) => [name, []]));
    now.forEach((total, unit) => {
      if (total === null) return;
      const place = Math.min(facts.bins - 1, Math.max(0, Math.floor(total / facts.full * facts.bins)));
      columns.get(facts.groups[unit])[place] += 1;
      groups.get(facts.groups[unit]).push(total);
    });
    for (const row of document.querySelectorAll("tr[data-group]")) {
      const sorted = groups.get(row.dataset.group).sort((one, other) => one - other);
      for (const cell of row.querySelectorAll("[data-at]")) cell.textContent = sorted.length ? quantile(sorted, Number(cell.dataset.at)).toFixed(1) : "—";
    }
    const box = document.getElementById("spread");
    const chart = window.echarts?.getInstanceByDom(box);
    const series = facts.names.filter((name) => groups.get(name).length).map((name) => ({ name, data: columns.get(name) }));
    if (chart) chart.setOption({ series });
  }

  function update() {
    const points = inputs.map((input) => Math.max(0, Number(input.value) || 0));
    if (!sum(points)) return;
    form.querySelector("[data-sum]").textContent = String(Math.round(sum(points) * 100) / 100);
    const now = totals(points);
    const before = totals(facts.points);
    for (const row of rows) {
      const unit = Number(row.dataset.unit);
      if (now[unit] === null) continue;
      row.querySelector("[data-now]").textContent = now[unit].toFixed(2);
      row.querySelector("[data-change]").textContent = (now[unit] - before[unit]).toFixed(2);
    }
    draw(now);
  }

  inputs.forEach((input, top) => {
    input.addEventListener("input", () => { sliders[top].value = input.value; update(); });
    sliders[top].addEventListener("input", () => { input.value = sliders[top].value; update(); });
  });
  document.addEventListener("wangyu:theme", () => setTimeout(update));
})();
