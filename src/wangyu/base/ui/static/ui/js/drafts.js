// What is typed into a long form is kept in this browser at once and by the server within seconds. It is
// given back when the form is opened again, until the form is done or its writer wants it no more.
(() => {
  const { user, method } = document.body.dataset;
  if (!user) return;
  const QUIET = 3000; // after the last key, and
  const LATEST = 8000; // after the first one that is not kept yet
  const AGAIN = 10000;
  const LONG = 4;
  const NOT_TYPED = ["hidden", "password", "file", "submit", "button", "reset", "image", "fieldset", "output"];
  const PREFIX = `draft:${user}:`;
  const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
  const typed = (form) => [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type));
  const kept = (form) => [...typed(form), ...[form.elements.namedItem("seen")].filter(Boolean)];
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const placeOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;

  function load(store) {
    try { return JSON.parse(localStorage.getItem(store)); } catch { return null; }
  }
  function store(name, copy) {
    try {
      if (copy) localStorage.setItem(name, JSON.stringify(copy));
      else localStorage.removeItem(name);
    } catch { /* storage is full or closed: the server keeps it all the same */ }
  }
  function ours() {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
  }
  async function ask(place, key) {
    try {
      const response = await fetch(`/draft/?${new URLSearchParams({ place, key })}`, { redirect: "error" });
      return response.ok ? await response.json() : null;
    } catch { return null; }
  }
  function read(form) {
    return kept(form).flatMap((field) => {
      if (field.type === "checkbox" || field.type === "radio") return field.checked ? [[field.name, field.value]] : [];
      if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => [field.name, option.value]);
      return [[field.name, field.value]];
    });
  }
  function write(form, pairs, except) {
    const said = {};
    for (const [name, value] of pairs) (said[name] ??= []).push(value);
    for (const field of kept(form)) {
      const values = said[field.name] ?? [];
      if (except.has(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values.shift();
    }
  }
  function made(tag, text, more) {
    return Object.assign(document.createElement(tag), { textContent: text }, more);
  }

  async function watch(form) {
    const place = placeOf(form);
    const name = PREFIX + place;
    const key = form.elements.namedItem("once").value;
    const note = made("p", "", { className: "draft-note text-secondary" });
    note.setAttribute("role", "status");
    form.append(note);
    const blank = read(form);
    const touched = new Set();
    let copy = load(name);
    let timer = null;
    let since = 0;
    let sending = null;

    const say = (...parts) => note.replaceChildren(...parts);
    function changed() {
      copy = { key, fields: read(form) };
      store(name, copy);
      since ||= Date.now();
      clearTimeout(timer);
      timer = setTimeout(keep, Math.max(0, Math.min(QUIET, since + LATEST - Date.now())));
    }
    function forget() {
      clearTimeout(timer);
      copy = null;
      store(name, null);
      say();
      return send("");
    }
    function send(fields, more) {
      const body = new URLSearchParams({ place, key, fields });
      return fetch("/draft/", { method: "POST", body, headers: { "X-CSRFToken": token() }, ...more });
    }
    async function keep() {
      if (sending || !copy) return;
      const sent = copy;
      since = 0;
      sending = new AbortController();
      try {
        const { ok, status } = await send(JSON.stringify(sent.fields), { signal: sending.signal, redirect: "error" });
        if (ok && copy === sent) store(name, Object.assign(copy, { kept: true }));
        if (ok) say(`草稿已保存 ${new Date().toTimeString().slice(0, 5)}`);
        else if (status === 400) say("内容太长，草稿只留在本机。");
        else if (status === 403) say("登录已失效，内容已留在本机；登录后回到这里继续。", made("a", "在新窗口登录", { href: `/account/login/?next=${location.pathname}`, target: "_blank" }));
        else say("草稿暂时没有存上，内容已留在本机，稍后自动重试。");
        if (!ok && status !== 400) timer = setTimeout(keep, AGAIN);
      } catch {
        if (!copy?.sent) say("网络断开：内容已留在本机，恢复后自动保存。");
        timer = setTimeout(keep, AGAIN);
      } finally { sending = null; }
      if (since) timer = setTimeout(keep, QUIET);
    }

    form.addEventListener("input", (event) => { touched.add(event.target); changed(); });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      sending?.abort();
      copy = { key, fields: read(form), sent: true };
      store(name, copy);
    });
    window.addEventListener("online", keep);
    window.addEventListener("focus", () => { if (copy && !copy.kept && !copy.sent) keep(); });
    window.addEventListener("pagehide", () => {
      if (copy && !copy.kept && !copy.sent) send(JSON.stringify(copy.fields), { keepalive: true }).catch(() => {});
    });

    const before = copy;
    const answer = await ask(place, before?.key ?? key);
    const done = answer?.done;
    if (before?.sent && method === "POST" && !done) return changed(); // its mistakes are being told
    const mine = before && !done && (!before.kept || !answer);
    const found = mine ? before.fields : answer?.fields;
    if (!found) return before && !touched.size ? store(name, null) : undefined;
    write(form, found, touched);
    if (same(read(form), blank)) return forget();
    changed();
    return say("已放回您上次填写、还没有保存的内容。", made("button", "不要了", {
      type: "button", className: "btn btn-secondary btn-sm ms-2", onclick: () => { write(form, blank, new Set()); forget(); },
    }));
  }

  const forms = [...document.querySelectorAll('form[method="post"]:not([data-sheet])')].filter((form) =>
    form.elements.namedItem("once") && typed(form).some((field, at) => field.type === "textarea" || at + 1 >= LONG));
  const watched = forms.map((form) => PREFIX + placeOf(form));
  forms.forEach(watch);
  for (const name of ours()) {
    const copy = load(name);
    if (copy?.sent && !watched.includes(name)) ask(name.slice(PREFIX.length), copy.key).then((answer) => { if (answer?.done) store(name, null); });
  }
  document.querySelector('form[action="/account/logout/"]')?.addEventListener("submit", () => {
    for (const name of ours()) if (load(name)?.kept) store(name, null);
  });
})();
