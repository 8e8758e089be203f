// Opens the page of one visit where there is no network: the copy that offline.js keeps of it, and nothing
// else. The network is always asked first. Whoever is sent away by the server has no copy any more.
const PLACE = new URL(self.registration.scope).pathname;
const PATIENCE = 4000; // a network that does not answer is none
const GONE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>没有网络</title></head><body><main><h1>现在没有网络</h1><p>这一页没有存在本机，或者存得太久，已经清掉。填过而没有送达的内容还在本机，联网并登录后打开这一页，会继续送出。</p></main></body></html>`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === PLACE) {
    if (request.mode === "navigate") event.respondWith(page(request));
  } else if (request.mode !== "navigate") event.respondWith(part(request));
});

// kept:<user>:<made>:<until>:<path>, the newest first; those that are too old are thrown away.
async function copies() {
  const found = [];
  for (const name of await caches.keys()) {
    const [kind, , made, until, place] = name.split(":");
    if (kind !== "kept" || place !== PLACE) continue;
    if (Number(until) < Date.now()) await caches.delete(name);
    else found.push([Number(made), name]);
  }
  return found.sort(([one], [other]) => other - one).map(([, name]) => name);
}
async function copyOf(what) {
  for (const name of await copies()) {
    const found = await (await caches.open(name)).match(what, { ignoreVary: true });
    if (found) return found;
  }
  return null;
}
const late = () => new Promise((_, refuse) => { setTimeout(refuse, PATIENCE); });

async function page(request) {
  const copy = await copyOf(PLACE);
  try {
    const found = await (copy ? Promise.race([fetch(request), late()]) : fetch(request));
    if (copy && found.status >= 500) return copy;
    if (!found.ok && found.status < 500) for (const name of await copies()) await caches.delete(name);
    return found;
  } catch {
    return copy ?? new Response(GONE, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}
async function part(request) {
  const copy = await copyOf(request);
  if (!copy) return fetch(request);
  try { return await Promise.race([fetch(request), late()]); } catch { return copy; }
}
