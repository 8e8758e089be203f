// A witness's value never leaves this browser before it is to be told: only its hash does. The bytes
// are those of `wangyu compute draw --commit`: netstrings of the tag and of the value in NFC.
(() => {
  const box = document.querySelector("[data-secret]");
  if (!box) return;
  const store = `witness:${box.dataset.secret}`;
  const TAG = "wangyu-commitment-1";
  const SHORTEST = 16;
  const bytes = (text) => new TextEncoder().encode(text.normalize("NFC"));
  function remembered() {
    try { return localStorage.getItem(store) ?? ""; } catch { return ""; }
  }
  function remember(value) {
    try { localStorage.setItem(store, value); } catch { /* the witness has written it down */ }
  }
  const told = document.getElementById("id_value");
  if (told) { if (!told.value) told.value = remembered(); return; }

  const secret = document.getElementById("secret");
  const said = box.querySelector("[data-hash-said]");
  const place = document.getElementById("id_commitment");
  async function commitment(value) {
    const parts = [TAG, value].flatMap((text) => {
      const raw = bytes(text);
      return [...bytes(`${raw.length}:`), ...raw, ...bytes(",")];
    });
    const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(parts));
    return [...new Uint8Array(hash)].map((one) => one.toString(16).padStart(2, "0")).join("");
  }
  async function hash() {
    const value = secret.value.normalize("NFC");
    if ([...value].length < SHORTEST || value !== value.trim()) { said.textContent = `原值应至少 ${SHORTEST} 个字，首尾没有空格。`; return; }
    if (!crypto.subtle) { said.textContent = "这个浏览器在这里不能算，请用下面的命令。"; return; }
    place.value = await commitment(value);
    remember(value);
    said.textContent = "指纹已算好，填在下面；原值记在本机，也请抄下来。";
  }
  secret.value = remembered();
  box.querySelector("[data-random]").addEventListener("click", () => {
    secret.value = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
    hash();
  });
  box.querySelector("[data-hash]").addEventListener("click", hash);
  secret.addEventListener("change", hash);
})();
