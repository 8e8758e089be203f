// A rubric that saves itself. What the server has not confirmed stays in this browser under this
// person's name; another window of the same person is never overwritten without being asked.
(() => {
  const form = document.getElementById("rubric");
  if (!form) return;
  const store = `review:${form.dataset.code}:${form.dataset.user}`;
  const saved = document.querySelector("[data-saved]");
  const items = [...form.querySelectorAll("[data-criterion]")];
  const open = form.dataset.open === "yes";
  let waiting = load();
  let timer = null;
  let busy = null;
  let at = -1;

  function load() {
    try { return JSON.parse(localStorage.getItem(store)) ?? {}; } catch { return {}; }
  }
  function keep() {
    try {
      if (Object.keys(waiting).length) localStorage.setItem(store, JSON.stringify(waiting));
      else localStorage.removeItem(store);
    } catch { /* storage is full or closed: the page still holds the text */ }
  }
  function say(text, pending, ...more) {
    saved.replaceChildren(text, ...more);
    saved.classList.toggle("is-waiting", Boolean(pending));
  }
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-secondary btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function show(name, value) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }

  function typed(name, value) {
    waiting[name] = value;
    keep();
    say("正在输入…");
    clearTimeout(timer);
    timer = setTimeout(send, 1200);
  }
  function send() {
    clearTimeout(timer);
    if (busy) return busy;
    if (!Object.keys(waiting).length) return Promise.resolve();
    busy = post().finally(() => { busy = null; });
    return busy;
  }
  async function post() {
    const sent = { ...waiting };
    const body = new FormData();
    body.set("script", "1");
    body.set("version", form.elements.version.value);
    for (const [name, value] of Object.entries(sent)) body.set(name, value);
    // A sign-in in another window changes the token: read it anew each time.
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
    let again = 10000;
    try {
      const response = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
      if (response.ok) { done(await response.json(), sent); again = 1200; }
      else if (response.status === 409) { refused(await response.json()); again = 0; }
      else if (response.type === "opaqueredirect" || response.status === 403) signInAgain();
      else say("暂时没有保存上，内容已留在本机，稍后自动重试。", true);
    } catch {
      say("网络断开：内容已留在本机，恢复后自动保存。", true);
    }
    if (again && Object.keys(waiting).length) timer = setTimeout(send, again);
  }
  function signInAgain() {
    const link = document.createElement("a");
    link.href = form.dataset.login;
    link.target = "_blank";
    link.textContent = "在新窗口登录";
    say("登录已失效，内容已留在本机；回到这里会继续保存。", true, link);
  }
  function done(answer, sent) {
    form.elements.version.value = answer.version;
    for (const [name, value] of Object.entries(sent)) if (waiting[name] === value) delete waiting[name];
    keep();
    progress(answer);
    say(`已保存 ${answer.saved_at}`);
  }
  function refused(answer) {
    if (!answer.overtaken) { say(`没有保存：${answer.refused}您填的还留在本机。`, true); return; }
    const mine = button("用我这边填的", () => { form.elements.version.value = answer.version; send(); });
    const theirs = button("用那边保存的", () => {
      waiting = {};
      keep();
      form.elements.version.value = answer.version;
      for (const [key, level] of Object.entries(answer.scores)) show(`level-${key}`, String(level));
      for (const [key, why] of Object.entries(answer.reasons)) show(`why-${key}`, why);
      show("opinion", answer.opinion);
      progress(answer);
      say("");
    });
    say(`${answer.overtaken}请选用其中一份：`, true, mine, theirs);
  }
  function progress(answer) {
    document.querySelector("[data-filled]").textContent = answer.filled;
    const list = document.querySelector("[data-missing]");
    if (!list) return;
    list.hidden = !answer.missing.length;
    list.replaceChildren(...answer.missing.map(({ message }) => {
      const line = document.createElement("li");
      line.textContent = message;
      return line;
    }));
    for (const { key, message } of answer.missing) mark(key, message);
    for (const item of items) {
      if (!answer.missing.some(({ key }) => key === item.dataset.criterion)) mark(item.dataset.criterion, "");
    }
  }
  // Only what is chosen and lacks its reason is marked beside it; what is not scored yet is no error.
  function mark(key, message) {
    const place = form.querySelector(`[data-lack="${key}"]`);
    const chosen = form.querySelector(`input[name="level-${key}"]:checked`);
    place.textContent = chosen ? message : "";
    place.hidden = !place.textContent;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    if (link) {
      const player = document.getElementById(link.dataset.jump)?.querySelector("video, audio");
      if (player) { player.currentTime = Number(link.dataset.at); player.play().catch(() => {}); }
    }
    const now = event.target.closest("[data-now]");
    if (now) {
      const chosen = now.form.elements.piece.value;
      const place = chosen ? document.querySelector(`[data-piece="${chosen}"]`) : document;
      const player = place?.querySelector("video, audio");
      if (!player) return;
      if (!chosen) now.form.elements.piece.value = player.closest("[data-piece]").dataset.piece;
      const second = Math.floor(player.currentTime);
      now.form.elements.at.value = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
    }
  });
  if (!open) return;

  for (const [name, value] of Object.entries(waiting)) show(name, value);
  send();
  form.addEventListener("input", (event) => {
    if (event.target.name && event.target.name !== "version") typed(event.target.name, event.target.value);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (Object.keys(waiting).length) send();
    else say("都已保存。");
  });
  form.addEventListener("focusout", send);
  window.addEventListener("online", send);
  window.addEventListener("focus", send);
  document.querySelectorAll("[data-leave-rubric]").forEach((leave) => leave.addEventListener("submit", async (event) => {
    if (!Object.keys(waiting).length) return;
    event.preventDefault();
    await send(); // what is on its way already
    await send(); // and what was typed meanwhile
    if (Object.keys(waiting).length) saved.scrollIntoView({ block: "center" });
    else leave.submit();
  }));

  function go(to) {
    if (!items.length) return;
    at = Math.max(0, Math.min(items.length - 1, to));
    items.forEach((item, n) => item.classList.toggle("is-current", n === at));
    const radio = items[at].querySelector("input:checked") ?? items[at].querySelector("input");
    radio.focus({ preventScroll: true });
    items[at].scrollIntoView({ block: "nearest" });
  }
  form.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-criterion]");
    if (item) { at = items.indexOf(item); items.forEach((one) => one.classList.toggle("is-current", one === item)); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const writing = event.target.matches("textarea, select, input:not([type=radio])");
    if (event.key === "Escape" && writing) { event.target.blur(); return; }
    if (writing || event.target.matches("video, audio")) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(at + 1);
    else if (key === "k") go(at - 1);
    else if (/^[1-9]$/.test(key)) choose(Number(key));
    else return;
    event.preventDefault();
  });
  // The ends of the scale ask for a reason: there the text box comes next, else the next criterion.
  function choose(level) {
    if (at < 0) at = Math.max(0, items.findIndex((item) => !item.querySelector("input:checked")));
    const item = items[at];
    const radio = item?.querySelector(`input[value="${level}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    const why = item.querySelector("textarea");
    if (item.dataset.ends.split(" ").includes(String(level)) && !why.value.trim()) { go(at); why.focus(); }
    else go(at + 1);
  }
})();
