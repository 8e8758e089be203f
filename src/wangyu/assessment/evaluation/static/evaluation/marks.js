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
  let waiting = load(store) ?? {};
  let underway = load(`${store}:sending`);
  let photos = [];
  let timer = null;
  let busy = null;

  function load(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  }
  function put(name, value) {
    try {
      if (value) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
      return true;
    } catch { return false; }
  }
  const left = () => underway || Object.keys(waiting).length || photos.length;
  const keep = () => put(store, Object.keys(waiting).length ? waiting : null);
  // What was sent and not answered is sent again as it was, with its key: it counts once.
  function carry(batch) {
    underway = batch;
    put(`${store}:sending`, batch);
  }
  function say(text, pending, ...more) {
    saved.replaceChildren(text, ...more);
    saved.classList.toggle("is-waiting", Boolean(pending));
  }
  function told() {
    const texts = Object.keys(waiting).length;
    return [texts && `${texts} 处文字`, photos.length && `${photos.length} 张照片`].filter(Boolean).join("、");
  }
  function made(tag, text, more) {
    return Object.assign(document.createElement(tag), { textContent: text }, more);
  }
  function button(text, onclick) {
    return made("button", text, { type: "button", className: "btn btn-secondary btn-sm me-2", onclick });
  }
  // A sign-in in another window changes the token: read it anew each time.
  const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const tell = (detail) => form.dispatchEvent(new CustomEvent("marks:delivered", { detail }));
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
    if (!left()) return Promise.resolve();
    busy = sendAll().finally(() => { busy = null; });
    return busy;
  }
  async function sendAll() {
    let again = 10000;
    try {
      const response = underway || Object.keys(waiting).length ? await sendMarks() : null;
      const refusal = response && !response.ok ? response : await sendPhotos();
      if (!refusal) again = 1200;
      else if (refusal.status === 409) { say(`没有收下：${(await refusal.json()).refused}您填的还存在本机。`, true); again = 0; }
      else if (refusal.type === "opaqueredirect" || refusal.status === 403) signInAgain();
      else say(`暂时没有送达，${told()}已存在本机，稍后自动重试。`, true);
    } catch {
      say(`网络断开：${told()}已存在本机，恢复后自动送出。`, true);
    }
    if (again && left()) timer = setTimeout(send, again);
  }
  async function sendMarks() {
    if (!underway) {
      const seen = Object.keys(waiting).map((name) => [`seen-${keyOf(name)}`, field(`seen-${keyOf(name)}`)?.value ?? ""]);
      carry({ key: newKey(), fields: { ...waiting }, seen: Object.fromEntries(seen) });
    }
    const { key, fields, seen } = underway;
    const body = new FormData();
    for (const [name, value] of Object.entries({ script: "1", key, ...fields, ...seen })) body.set(name, value);
    const response = await post(form.action, body);
    if (response.ok) done(await response.json(), fields);
    if (response.ok || response.status === 409) carry(null);
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
      if (!left()) say(`已送达 ${answer.saved_at ?? ""}`);
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
    const taken = Object.entries(sent).filter(([name]) => keyOf(name) in answer.seen);
    tell({ fields: Object.fromEntries(taken), seen: answer.seen });
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
    tell({ photo: { key: photo.key, name: photo.name, url: answer.url, blob: photo.blob } });
  }
  function shownBefore({ key, name, url }) {
    const line = document.createElement("li");
    const link = made("a", "", { href: url });
    link.append(made("img", "", { src: `${url}?inline`, alt: name }));
    line.append(link);
    card(key).querySelector("[data-photo-list]").append(line);
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
      say(`现在不能修改，本机还有没送达的内容：${Object.values(waiting).filter(Boolean).join("、")}。`, true, button("知道了，清除", () => { waiting = {}; keep(); carry(null); say(""); }));
    }
    return;
  }
  form.addEventListener("marks:kept", ({ detail }) => {
    for (const [name, value] of Object.entries(detail.fields)) if (field(name) && !(name in waiting)) field(name).value = value;
    for (const [key, seen] of Object.entries(detail.seen)) if (field(`seen-${key}`)) field(`seen-${key}`).value = seen;
    detail.photos.forEach(shownBefore);
  });
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
    if (left()) send();
    else say("都已送达。");
  });
  form.addEventListener("focusout", send);
  window.addEventListener("online", send);
  window.addEventListener("focus", send);
  let leaving = false;
  const ways = document.querySelectorAll('[data-leave-marks], form[action="/account/logout/"]');
  ways.forEach((leave) => leave.addEventListener("submit", async (event) => {
    if (leaving || (!left() && navigator.onLine)) return;
    event.preventDefault();
    await send(); // what is on its way already
    await send(); // and what was typed meanwhile
    const go = () => { leaving = true; leave.requestSubmit(); };
    if (!navigator.onLine) say(`没有网络，现在办不了；${told() || "填的内容"}已存在本机。`, true);
    else if (!left()) go();
    else if (!("leaveMarks" in leave.dataset)) say(`还有 ${told()} 没有送达。退出后仍存在这台手机里，您再登录、打开这一页才会送出。`, true, button("仍然退出", go));
    saved.scrollIntoView({ block: "center" });
  }));
})();
