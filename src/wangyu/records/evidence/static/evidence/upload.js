// A form with data-upload takes dropped files and shows how far the sending is; without script it is a plain form.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    if (input.files.length) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    bar.max = 100;
    bar.className = "w-100";
    bar.setAttribute("aria-label", "上传进度");
    words.setAttribute("role", "status");
    words.textContent = "正在上传";
    form.append(bar, words);
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.setRequestHeader("X-Upload", "yes");
    sending.upload.addEventListener("progress", (sent) => {
      bar.value = (sent.loaded / sent.total) * 100;
      if (sent.loaded === sent.total) words.textContent = "已传完，正在检查";
    });
    sending.addEventListener("load", () => {
      const next = sending.getResponseHeader("X-Next");
      if (next) { location.assign(next); return; }
      bar.remove();
      words.textContent = "没有传成，请重新登录或稍后再试。";
    });
    sending.addEventListener("error", () => {
      bar.remove();
      words.textContent = "网络断开，没有传成；连上后请再传一次。";
    });
    sending.send(new FormData(form));
  });
}
