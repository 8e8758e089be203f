// Runs before the first paint so that a dark page never flashes white.
(() => {
  const stored = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = stored || system;
  document.documentElement.classList.add("has-script");
})();
