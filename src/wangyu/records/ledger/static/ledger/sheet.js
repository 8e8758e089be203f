// Saves each figure as it is typed. What the server has not confirmed stays in this browser.
(() => {
  const form = document.getElementById("sheet");
  const store = `sheet:${form.dataset.sheet}`;
  const saved = document.querySelector("[data-saved]");
  const field = (name, key) => form.elements.namedItem(`${name}-${key}`);
  // Read each time: signing in again in another window gives a new one.
  const csrf = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
  let waiting = load();
  let timer = null;
  let sending = null;

  function load() {
    try { return JSON.parse(localStorage.getItem(store)) ?? {}; } catch { return {}; }
  }
  function keep() {
    try {
      if (left()) localStorage.setItem(store, JSON.stringify(waiting));
      else localStorage.removeItem(store);
    } catch { /* storage is full or closed: the page still holds the text */ }
  }
  function say(text, pending) {
    saved.textContent = text;
    saved.classList.toggle("is-waiting", Boolean(pending));
  }
  function mark(key, text, wrong) {
    const place = document.querySelector(`[data-state="${key}"]`);
    place.textContent = text;
    place.classList.toggle("is-wrong", Boolean(wrong));
    field("value", key).setAttribute("aria-invalid", String(Boolean(wrong)));
  }
  function typed(key) {
    waiting[key] = { value: field("value", key).value, note: field("note", key)?.value ?? "" };
    keep();
    say("正在输入…");
    clearTimeout(timer);
    timer = setTimeout(send, 1200);
  }
  const left = () => Object.keys(waiting).length > 0;
  function send() {
    if (left()) sending ??= sendAll().finally(() => { sending = null; });
    return sending;
  }
  async function sendAll() {
    const keys = Object.keys(waiting);
    const sent = structuredClone(waiting);
    const body = new FormData();
    body.set("script", "1");
    for (const key of keys) {
      body.append("key", key);
      body.set(`value-${key}`, sent[key].value);
      body.set(`note-${key}`, sent[key].note);
      body.set(`version-${key}`, field("version", key)?.value ?? "");
    }
    try {
      const headers = { "X-CSRFToken": csrf() };
      const response = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
      if (response.ok) done(await response.json(), sent);
      else if (response.status === 409) say((await response.json()).refused, true);
      else if (response.type === "opaqueredirect" || response.status === 403) say("登录已失效:内容已留在本机。请在新窗口登录,回到这里会继续保存。", true);
      else say("暂时没有保存上,内容已留在本机,稍后自动重试。", true);
    } catch {
      say("网络断开:内容已留在本机,恢复后自动保存。", true);
    }
    if (left()) setTimeout(send, 5000);
  }
  function done(answer, sent) {
    for (const cell of answer.cells) {
      const now = waiting[cell.key];
      if (cell.conflict) {
        mark(cell.key, cell.conflict, true);
      } else {
        field("version", cell.key).value = cell.version;
        mark(cell.key, cell.error || cell.note, cell.error);
      }
      const unchanged = now && now.value === sent[cell.key].value && now.note === sent[cell.key].note;
      if (unchanged) delete waiting[cell.key];
      if (cell.conflict) field("version", cell.key).value = cell.version;
    }
    keep();
    say(`已保存 ${answer.saved_at}`);
  }

  for (const [key, was] of Object.entries(waiting)) {
    if (!field("value", key)) { delete waiting[key]; continue; }
    field("value", key).value = was.value;
    if (field("note", key)) field("note", key).value = was.note;
  }
  send();
  form.addEventListener("input", (event) => {
    const key = event.target.dataset.cell ?? event.target.dataset.note;
    if (key) typed(key);
  });
  form.addEventListener("focusout", () => { clearTimeout(timer); send(); });
  window.addEventListener("online", send);
  window.addEventListener("focus", send);
  document.querySelectorAll("[data-leave-sheet]").forEach((move) => move.addEventListener("submit", async (event) => {
    if (!left()) return;
    event.preventDefault();
    // What is on its way, and what was typed meanwhile.
    await send();
    await send();
    if (!left()) move.submit();
  }));
})();
