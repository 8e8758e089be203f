// Behaviours by data attribute; nothing here knows a page.
(() => {
  const root = document.documentElement;

  const csrf = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrf();
  });

  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-switch]");
    if (theme) {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.bsTheme); } catch { /* private mode */ }
      document.dispatchEvent(new CustomEvent("wangyu:theme"));
    }
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) {
      const open = document.getElementById(toggle.dataset.toggle).classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.textContent = "已复制"; });
    if (event.target.closest("[data-print]")) window.print();
    const all = event.target.closest("[data-choose-all]");
    if (all) for (const select of all.closest("[data-choices]").querySelectorAll("select")) {
      if (![...select.options].some((option) => option.value === all.dataset.chooseAll)) continue;
      select.value = all.dataset.chooseAll;
      select.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  for (const all of document.querySelectorAll("[data-pick-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll(`[name="pick"][form="${all.dataset.pickAll}"]`)) box.checked = all.checked;
    });
  }

  // How much is written of what is allowed: a new line counts as one, blanks around do not.
  const count = (field) => {
    const written = [...field.value.trim()].length;
    field.parentElement.querySelector("[data-count]").textContent = `已写 ${written} 字，不超过 ${field.dataset.most} 字`;
    field.classList.toggle("is-invalid", written > Number(field.dataset.most));
  };
  for (const field of document.querySelectorAll("textarea[data-most]")) {
    const words = document.createElement("p");
    words.className = "form-hint mb-0";
    words.dataset.count = "";
    field.after(words);
    field.addEventListener("input", () => count(field));
    count(field);
  }

  const dialog = document.querySelector("[data-confirm-dialog]");
  let pending = null;
  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-confirm]");
    if (!asked || asked === pending) return;
    event.preventDefault();
    dialog.querySelector("p").textContent = asked.dataset.confirm;
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      pending = asked;
      asked.click();
      pending = null;
    }, { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
  }, true);

  // Who chooses with the arrow keys passes by other choices on the way, and sends by the button.
  let byKeyboard = false;
  document.addEventListener("keydown", () => { byKeyboard = true; }, true);
  document.addEventListener("pointerdown", () => { byKeyboard = false; }, true);
  document.addEventListener("change", (event) => {
    if (!byKeyboard && event.target.matches("[data-autosubmit] select")) event.target.form.requestSubmit();
  });

  // What replaces the focused part of a page takes over the focus.
  let held = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const at = document.activeElement;
    held = at !== document.body && event.detail.target.contains(at);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!held || document.activeElement !== document.body) return;
    held = false;
    event.detail.elt.tabIndex = -1;
    event.detail.elt.focus();
  });

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    const token = event.target.elements.csrfmiddlewaretoken;
    if (token && csrf()) token.value = csrf();
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; setTimeout(() => { button.disabled = false; }, 4000); }, 0);
  });

  // A page that is kept to be opened without a network (kept:<user>:…) is its reader's: it goes when they
  // sign out, and when anybody else is here.
  const forgetKept = async (whose) => {
    if (!("caches" in window)) return;
    for (const name of await caches.keys()) {
      if (name.startsWith("kept:") && !name.startsWith(`kept:${whose}:`)) await caches.delete(name);
    }
  };
  forgetKept(document.body.dataset.user);
  document.querySelector('form[action="/account/logout/"]')?.addEventListener("submit", (event) => {
    setTimeout(() => { if (!event.defaultPrevented) forgetKept(); }, 0);
  });

  document.querySelector("[data-focus]")?.focus();

  const draw = () => {
    for (const box of document.querySelectorAll("[data-chart]")) {
      const ink = getComputedStyle(root).getPropertyValue("--ink");
      const line = getComputedStyle(root).getPropertyValue("--line");
      const colours = ["--brand", "--chart-2", "--chart-3", "--neutral"].map((name) => getComputedStyle(root).getPropertyValue(name));
      window.echarts.getInstanceByDom(box)?.dispose();
      const chart = window.echarts.init(box, null, { renderer: "svg" });
      const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
      chart.setOption({
        textStyle: { color: ink, fontFamily: getComputedStyle(box).fontFamily }, animation: false, color: colours,
        tooltip: { trigger: "axis", renderMode: "richText" },
        grid: { left: 12, right: 20, top: 36, bottom: 12, containLabel: true },
        ...option,
      });
      chart.setOption({
        legend: option.legend ? { textStyle: { color: ink } } : undefined,
        xAxis: option.xAxis ? { axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } } : undefined,
        yAxis: option.yAxis ? { axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } } : undefined,
      });
      new ResizeObserver(() => chart.resize()).observe(box);
    }
  };
  if (document.querySelector("[data-chart]")) {
    const script = document.createElement("script");
    script.src = root.dataset.echarts;
    script.onload = draw;
    document.head.append(script);
    document.addEventListener("wangyu:theme", draw);
  }
})();
