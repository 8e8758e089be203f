// Saves each figure as it is typed. What the server has not confirmed stays in this browser, under
// this person's name, and says so; what somebody else changed meanwhile is theirs or mine by choice.
(() => {
  const form = document.getElementById("sheet");
  const store = `sheet:${form.dataset.sheet}:${form.dataset.user}`;
  const saved = document.querySelector("[data-saved]");
  const editable = form.dataset.editable === "yes";
  const field = (name, key) => form.elements.namedItem(`${name}-${key}`);
  const label = (key) => form.querySelector(`label[for="value-${key}"]`)?.textContent ?? key;
  const open = () => Object.keys(waiting).filter((key) => !waiting[key].conflict);
  let waiting = load();
  let timer = null;
  let busy = null;

  function load() {
    try { return JSON.parse(localStorage.getItem(store)) ?? {}; } catch { return {}; }
  }
  function keep() {
    try {
      if (Object.keys(waiting).length) localStorage.setItem(store, JSON.stringify(waiting));
      else localStorage.removeItem(store);
    } catch { /* storage is full or closed: the page still holds the text */ }
  }
  function say(text, pending, link) {
    saved.textContent = text;
    saved.classList.toggle("is-waiting", Boolean(pending));
    if (link) saved.append(link);
  }
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-secondary btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function mark(key, text, wrong, ...choices) {
    const place = document.querySelector(`[data-state="${key}"]`);
    place.replaceChildren(text, ...choices);
    place.classList.toggle("is-wrong", Boolean(wrong));
    field("value", key).setAttribute("aria-invalid", String(Boolean(wrong)));
  }
  function show(key, value, note) {
    field("value", key).value = value;
    if (field("note", key)) field("note", key).value = note;
  }

  function typed(key) {
    waiting[key] = {
      value: field("value", key).value, note: field("note", key)?.value ?? "",
      version: waiting[key]?.version ?? field("version", key).value, conflict: waiting[key]?.conflict,
    };
    keep();
    say("正在输入…");
    clearTimeout(timer);
    timer = setTimeout(send, 1200);
  }
  function send() {
    clearTimeout(timer);
    if (busy) return busy;
    if (!open().length) return Promise.resolve();
    busy = post(open()).finally(() => { busy = null; });
    return busy;
  }
  async function post(keys) {
    const sent = structuredClone(waiting);
    const body = new FormData();
    body.set("script", "1");
    for (const key of keys) {
      body.append("key", key);
      body.set(`value-${key}`, sent[key].value);
      body.set(`note-${key}`, sent[key].note);
      body.set(`version-${key}`, sent[key].version);
    }
    // A sign-in in another window changes the token: read it anew each time.
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
    let again = 10000;
    try {
      const response = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
      if (response.ok) { done(await response.json(), sent); again = 1200; }
      else if (response.status === 409) { say(`没有保存：${(await response.json()).refused}您输入的还留在本机。`, true); again = 0; }
      else if (response.type === "opaqueredirect" || response.status === 403) signInAgain();
      else say("暂时没有保存上，内容已留在本机，稍后自动重试。", true);
    } catch {
      say("网络断开：内容已留在本机，恢复后自动保存。", true);
    }
    if (again && open().length) timer = setTimeout(send, again);
  }
  function signInAgain() {
    const link = document.createElement("a");
    link.href = form.dataset.login;
    link.target = "_blank";
    link.textContent = "在新窗口登录";
    say("登录已失效，内容已留在本机；回到这里会继续保存。", true, link);
  }
  function done(answer, sent) {
    for (const cell of answer.cells) {
      const now = waiting[cell.key];
      if (cell.conflict) {
        now.conflict = { text: cell.conflict, version: cell.version, value: cell.stands, note: cell.stands_note };
        disagree(cell.key);
        continue;
      }
      field("version", cell.key).value = cell.version;
      mark(cell.key, cell.error || cell.note, cell.error);
      const unchanged = now.value === sent[cell.key].value && now.note === sent[cell.key].note;
      if (unchanged) delete waiting[cell.key];
      else now.version = cell.version;
    }
    keep();
    progress(answer);
    if (Object.keys(waiting).some((key) => waiting[key].conflict)) say("有的数字与同事刚填的不同，请在标红处选用其中一个。", true);
    else say(`已保存 ${answer.saved_at}`);
  }
  function disagree(key) {
    const { text, version, value, note } = waiting[key].conflict;
    const mine = button("用我输入的", () => {
      waiting[key] = { value: field("value", key).value, note: field("note", key)?.value ?? "", version };
      keep();
      send();
    });
    const theirs = button(`用同事的“${value || "未填"}”`, () => {
      delete waiting[key];
      keep();
      show(key, value, note);
      field("version", key).value = version;
      mark(key, "");
      say("");
    });
    mark(key, text, true, mine, theirs);
  }
  function progress(answer) {
    document.querySelector("[data-filled]").textContent = answer.filled;
    const box = document.querySelector("[data-problems]");
    box.hidden = !answer.problems.length;
    box.querySelector("[data-count]").textContent = answer.problems.length;
    box.querySelector("ol").replaceChildren(...answer.problems.map(({ key, message }) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#value-${key}`;
      link.textContent = message;
      line.append(link);
      return line;
    }));
  }

  if (!editable) {
    const left = Object.keys(waiting).map((key) => `${label(key)} ${waiting[key].value || "（空）"}`);
    if (left.length) {
      say(`这张表已不能修改，本机还有没有保存上的内容：${left.join("、")}。`, true, button("知道了，清除", () => {
        waiting = {};
        keep();
        say("");
      }));
    }
    return;
  }
  for (const key of Object.keys(waiting)) {
    if (!field("value", key)) { delete waiting[key]; continue; }
    show(key, waiting[key].value, waiting[key].note);
    if (waiting[key].conflict) disagree(key);
  }
  send();
  form.addEventListener("input", (event) => {
    const key = event.target.dataset.cell ?? event.target.dataset.note;
    if (key) typed(key);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (open().length) send();
    else if (!Object.keys(waiting).length) say("都已保存。");
  });
  form.addEventListener("focusout", send);
  window.addEventListener("online", send);
  window.addEventListener("focus", send);
  document.querySelectorAll("[data-leave-sheet]").forEach((move) => move.addEventListener("submit", async (event) => {
    if (!Object.keys(waiting).length) return;
    event.preventDefault();
    await send(); // what is on its way already
    await send(); // and what was typed meanwhile
    if (Object.keys(waiting).length) saved.scrollIntoView({ block: "center" });
    else move.requestSubmit(event.submitter); // with the button that was pressed
  }));
})();
