// Marks that save themselves, at a desk or on the spot without a network. What the server has not
// confirmed stays in this browser under this person's name, photographs too, and says so; it is sent
// when the network is back, also after the page was closed. A colleague's mark is never overwritten
// without being asked.
(() => {
  const form = document.getElementById("marks");
  if (!form) return;
  const store = `marks:${form.dataset.store}:${form.dataset.user}`;
  const saved = document.querySelector("[data-saved]");
  const open = form.dataset.open === "yes";
  const field = (name) => form.elements.namedItem(name);
  const card = (key) => form.querySelector(`[data-leaf="${key}"]`);
  const keyOf = (name) => name.slice(name.indexOf("-") + 1);
  let waiting = load();
  let photos = [];
  let timer = null;
  let busy = null;

  function load() {
    try { return JSON.parse(localStorage.getItem(store)) ?? {}; } catch { return {}; }
  }
  function keep() {
    try {
      if (Object.keys(waiting).length) localStorage.setItem(store, JSON.stringify(waiting));
      else localStorage.removeItem(store);
      return true;
    } catch { return false; }
  }
  function say(text, pending, ...more) {
    saved.replaceChildren(text, ...more);
    saved.classList.toggle("is-waiting", Boolean(pending));
  }
  function told() {
    const left = Object.keys(waiting).length;
    return [left && `${left} 处文字`, photos.length && `${photos.length} 张照片`].filter(Boolean).join("、");
  }
  function made(tag, text, more) {
    return Object.assign(document.createElement(tag), { textContent: text }, more);
  }
  function button(text, onclick) {
    return made("button", text, { type: "button", className: "btn btn-secondary btn-sm me-2", onclick });
  }
  // A sign-in in another window changes the token: read it anew each time.
  const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
  const post = (url, body) => fetch(url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token() } });

  // Photographs are too large for localStorage.
  const shelf = new Promise((resolve) => {
    if (!form.dataset.photos) { resolve(null); return; }
    const ask = indexedDB.open("wangyu-marks", 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore("photos", { keyPath: "id", autoIncrement: true }).createIndex("store", "store");
    ask.onsuccess = () => resolve(ask.result);
    ask.onerror = () => resolve(null);
  });
  async function onShelf(mode, act) {
    const base = await shelf;
    if (!base) return null;
    return new Promise((resolve) => {
      const ask = act(base.transaction("photos", mode).objectStore("photos"));
      ask.onsuccess = () => resolve(ask.result);
      ask.onerror = () => resolve(null);
    });
  }

  function typed(name, value) {
    waiting[name] = value;
    say(keep() ? "已存在本机，正在送出…" : "正在送出…", true);
    clearTimeout(timer);
    timer = setTimeout(send, 1200);
  }
  function send() {
    clearTimeout(timer);
    if (busy) return busy;
    if (!Object.keys(waiting).length && !photos.length) return Promise.resolve();
    busy = sendAll().finally(() => { busy = null; });
    return busy;
  }
  async function sendAll() {
    let again = 10000;
    try {
      const response = Object.keys(waiting).length ? await sendMarks() : null;
      const refusal = response && !response.ok ? response : await sendPhotos();
      if (!refusal) again = 1200;
      else if (refusal.status === 409) { say(`没有收下：${(await refusal.json()).refused}您填的还存在本机。`, true); again = 0; }
      else if (refusal.type === "opaqueredirect" || refusal.status === 403) signInAgain();
      else say(`暂时没有送达，${told()}已存在本机，稍后自动重试。`, true);
    } catch {
      say(`网络断开：${told()}已存在本机，恢复后自动送出。`, true);
    }
    if (again && (Object.keys(waiting).length || photos.length)) timer = setTimeout(send, again);
  }
  async function sendMarks() {
    const sent = { ...waiting };
    const body = new FormData();
    body.set("script", "1");
    for (const [name, value] of Object.entries(sent)) {
      body.set(name, value);
      body.set(`seen-${keyOf(name)}`, field(`seen-${keyOf(name)}`)?.value ?? "");
    }
    const response = await post(form.action, body);
    if (response.ok) done(await response.json(), sent);
    return response;
  }
  async function sendPhotos() {
    for (const photo of [...photos]) {
      const body = new FormData();
      body.set("file", new File([photo.blob], photo.name, { type: photo.blob.type }));
      const response = await post(`${form.dataset.photos}${photo.key}/`, body);
      if (!response.ok && response.status !== 409) return response;
      const answer = await response.json();
      if (response.ok) shown(photo, answer);
      else notTaken(photo, answer.refused);
      await onShelf("readwrite", (rows) => rows.delete(photo.id));
      photos = photos.filter((one) => one !== photo);
      if (!photos.length && !Object.keys(waiting).length) say(`已送达 ${answer.saved_at ?? ""}`);
    }
    return null;
  }
  function signInAgain() {
    say(`登录已失效，${told()}已存在本机；登录后回到这里会继续送出。`, true, made("a", "在新窗口登录", { href: form.dataset.login, target: "_blank" }));
  }
  function done(answer, sent) {
    for (const [name, value] of Object.entries(sent)) {
      if (waiting[name] === value && !(keyOf(name) in answer.overtaken)) delete waiting[name];
    }
    for (const [key, seen] of Object.entries(answer.seen)) field(`seen-${key}`).value = seen;
    for (const [key, stands] of Object.entries(answer.overtaken)) disagree(key, stands);
    keep();
    progress(answer);
    if (Object.keys(answer.overtaken).length) say("有的项同事刚改过，请在那里选用其中一个。", true);
    else if (Object.keys(answer.refused).length) say("有的分数没有收下，请看标红处。", true);
    else say(`已送达 ${answer.saved_at}`);
  }
  function disagree(key, stands) {
    const place = card(key).querySelector("[data-overtaken]");
    const names = Object.keys(waiting).filter((name) => keyOf(name) === key);
    const mine = button("用我填的", () => { field(`seen-${key}`).value = stands.seen; place.replaceChildren(); send(); });
    const theirs = button(`用${stands.who}的“${stands.points || "未打分"}”`, () => {
      for (const name of names) delete waiting[name];
      keep();
      for (const part of ["points", "words", "file", "place"]) if (field(`${part}-${key}`)) field(`${part}-${key}`).value = stands[part];
      field(`seen-${key}`).value = stands.seen;
      place.replaceChildren();
      say("");
    });
    place.replaceChildren(made("p", `${stands.who}刚改过这一项。`, { className: "field-error" }), mine, theirs);
  }
  function progress(answer) {
    document.querySelector("[data-filled]").textContent = answer.filled;
    for (const one of form.querySelectorAll("[data-lack]")) {
      const key = one.closest("[data-leaf]").dataset.leaf;
      const lack = answer.missing.find((each) => each.key === key);
      const typedHere = field(`points-${key}`)?.value.trim();
      one.textContent = answer.refused[key] ?? (typedHere && lack ? lack.message : "");
      one.hidden = !one.textContent;
    }
    const box = document.querySelector("[data-missing]");
    box.hidden = !answer.missing.length;
    box.querySelector("[data-missing-count]").textContent = answer.missing.length;
    box.querySelector("ul").replaceChildren(...answer.missing.map(({ key, message }) => {
      const line = document.createElement("li");
      line.append(made("a", message, { href: `#points-${key}` }));
      return line;
    }));
  }

  async function draw(photo) {
    const list = card(photo.key).querySelector("[data-photo-list]");
    const line = document.createElement("li");
    line.dataset.photoId = photo.id;
    try {
      const image = await createImageBitmap(photo.blob);
      const scale = 112 / Math.min(image.width, image.height);
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width * scale, height: image.height * scale });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", photo.name);
      line.append(canvas);
    } catch { line.append(photo.name); }
    line.append(made("span", "已存在本机", { className: "text-secondary" }));
    list.append(line);
  }
  const lineOf = (photo) => form.querySelector(`[data-photo-id="${photo.id}"] span`);
  function shown(photo, answer) {
    const link = made("a", "已送达", { href: answer.url });
    lineOf(photo)?.replaceChildren(link);
  }
  function notTaken(photo, sentence) {
    lineOf(photo)?.replaceChildren(`没有收下：${sentence}`);
  }
  async function take(key, file) {
    const photo = { store, key, name: file.name || "照片.jpg", blob: file };
    const id = await onShelf("readwrite", (rows) => rows.add(photo));
    photo.id = id ?? `${Date.now()}${Math.random()}`;
    photos.push(photo);
    await draw(photo);
    say(id ? "照片已存在本机，正在送出…" : "照片正在送出，请先不要关闭页面…", true);
    send();
  }

  if (!open) {
    if (Object.keys(waiting).length) {
      say(`现在不能修改，本机还有没送达的内容：${Object.values(waiting).filter(Boolean).join("、")}。`, true, button("知道了，清除", () => { waiting = {}; keep(); say(""); }));
    }
    return;
  }
  for (const [name, value] of Object.entries(waiting)) if (field(name)) field(name).value = value;
  if (Object.keys(waiting).length) say(`已放回本机存的 ${told()}，正在送出…`, true);
  onShelf("readonly", (rows) => rows.index("store").getAll(store)).then(async (rows) => {
    photos = rows ?? [];
    for (const photo of photos) await draw(photo);
    send();
  });
  form.addEventListener("input", (event) => {
    const { name, value, type, dataset } = event.target;
    if (type !== "file" && name && !name.startsWith("seen-") && !dataset.photo) typed(name, value);
  });
  form.addEventListener("change", async (event) => {
    const { photo } = event.target.dataset;
    if (!photo) return;
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) await take(photo, file);
  });
  form.addEventListener("click", (event) => {
    const same = event.target.closest("[data-same]");
    if (!same) return;
    const points = field(`points-${same.closest("[data-leaf]").dataset.leaf}`);
    points.value = same.dataset.same;
    points.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (Object.keys(waiting).length || photos.length) send();
    else say("都已送达。");
  });
  form.addEventListener("focusout", send);
  window.addEventListener("online", send);
  window.addEventListener("focus", send);
  document.querySelectorAll("[data-leave-marks]").forEach((leave) => leave.addEventListener("submit", async (event) => {
    if (!Object.keys(waiting).length && !photos.length) return;
    event.preventDefault();
    await send(); // what is on its way already
    await send(); // and what was typed meanwhile
    if (Object.keys(waiting).length || photos.length) saved.scrollIntoView({ block: "center" });
    else leave.submit();
  }));
})();
