// The page of a visit is kept on this device, so that it opens without a network: this one page, what it is
// drawn with, and what was delivered from it since. It is its reader's, for as long as a sign-in may last;
// it goes when they sign out (wangyu.js) and when the visit is handed in. What is not delivered is marks.js's.
(() => {
  const place = location.pathname;
  const form = document.getElementById("marks");
  const open = form?.dataset.open === "yes";
  const { user, made, worker, seconds } = form?.dataset ?? {};
  const since = { fields: {}, seen: {}, photos: [] };
  let copy = null;

  const able = "serviceWorker" in navigator && "caches" in window;
  const said = document.querySelector("[data-offline]");
  const say = (text) => said?.replaceChildren(text);
  const clock = (at) => new Date(Number(at)).toTimeString().slice(0, 5);
  const partOf = (name, at) => name.split(":")[at];

  async function ours() {
    return (await caches.keys()).filter((name) => partOf(name, 0) === "kept" && partOf(name, 4) === place);
  }
  async function forget(except) {
    for (const name of await ours()) if (name !== except) await caches.delete(name);
  }
  async function leave() {
    await forget();
    const there = await navigator.serviceWorker.getRegistration(place);
    if (there && new URL(there.scope).pathname === place) await there.unregister();
  }
  function parts() {
    const drawn = document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]');
    return [...new Set([...drawn].map((one) => one.href || one.src))];
  }
  // The page itself last: without it a copy is none.
  async function keep() {
    await navigator.serviceWorker.register(worker, { scope: place });
    const page = await fetch(place, { redirect: "error" });
    if (!page.ok) throw new Error(page.status);
    const [, at] = (await page.clone().text()).match(/data-made="(\d+)"/);
    const name = ["kept", user, at, Date.now() + 1000 * seconds, place].join(":");
    const cache = await caches.open(name);
    await cache.addAll(parts());
    await cache.put(place, page);
    await forget(name);
    say("本页已存在本机，断网也能重新打开。");
    return cache;
  }
  // Shown from a copy, the page lacks what was delivered after that was made.
  async function begin() {
    const name = (await ours()).find((one) => partOf(one, 2) === made);
    if (!name) return keep();
    const cache = await caches.open(name);
    const told = await (await cache.match(`${place}delivered`))?.json();
    if (told) {
      Object.assign(since, told);
      form.dispatchEvent(new CustomEvent("marks:kept", { detail: told }));
    }
    say(`这是 ${clock(made)} 存在本机的页面；有网以后重新打开，就是最新的。`);
    return cache;
  }
  function start() {
    copy = begin().catch(() => {
      say("本页还没有存好，断网时请不要关闭或刷新；填的内容仍会存在本机。");
      window.addEventListener("online", start, { once: true });
      return null;
    });
  }

  if (!able) { if (open) say("这个浏览器断网后不能重新打开本页，请不要关闭；填的内容仍会存在本机。"); return; }
  if (!open) { leave(); return; }
  form.addEventListener("marks:delivered", async ({ detail }) => {
    Object.assign(since.fields, detail.fields);
    Object.assign(since.seen, detail.seen);
    const { photo } = detail;
    if (photo) since.photos.push({ key: photo.key, name: photo.name, url: photo.url });
    const cache = await copy;
    if (!cache) return;
    await cache.put(`${place}delivered`, new Response(JSON.stringify(since)));
    if (photo) await cache.put(`${photo.url}?inline`, new Response(photo.blob, { headers: { "Content-Type": photo.blob.type } }));
  });
  start();
})();
