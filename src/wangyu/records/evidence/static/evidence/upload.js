// A form with data-upload takes dropped files and shows how far the sending is; without script it is a plain form.
// With data-pieces, large files go there in pieces (tus 1.0): what breaks is sent on, also after the page was left.
// data-kind, data-target and data-slot say for what, when it is not one's own file room.
(() => {
  const LARGE = 5 * 1024 * 1024;
  const PIECE = 4 * 1024 * 1024;
  const WAITS = [0, 1000, 2000, 4000, 8000, 15000, 30000, 30000];
  const SIGN_IN = "请重新登录后再选同一个文件；已经传好的部分还在，会接着传。";
  const BROKEN = "网络断开，没有传完；连上后再选同一个文件，会接着传。";
  const FULL = "平台暂时不能保存，没有传完；已传的部分还在，过一会儿再选同一个文件会接着传。";
  const AGAIN = "暂时传不过去，正在自动重试；已传的部分还在。";

  class Refusal extends Error {}

  const progress = (form) => {
    form.querySelector("[data-progress]")?.remove();
    const box = document.createElement("div");
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    box.dataset.progress = "";
    box.className = "w-100";
    bar.max = 100;
    bar.className = "w-100";
    bar.setAttribute("aria-label", "上传进度");
    words.setAttribute("role", "status");
    words.textContent = "正在上传";
    box.append(bar, words);
    form.append(box);
    const say = (text) => { if (words.textContent !== text) words.textContent = text; };
    return {
      say,
      at: (share, text) => { bar.value = share * 100; say(text); },
      fail: (text) => { bar.remove(); words.className = "field-error"; say(text); },
    };
  };

  const sendForm = (form, data, shown) => new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.setRequestHeader("X-Upload", "yes");
    sending.upload.addEventListener("progress", (sent) => {
      shown.at(sent.loaded / sent.total, sent.loaded === sent.total ? "已传完，正在检查" : "正在上传");
    });
    sending.addEventListener("load", () => {
      const next = sending.getResponseHeader("X-Next");
      if (next) resolve(next); else reject(new Error("没有传成，请重新登录或稍后再试。"));
    });
    sending.addEventListener("error", () => reject(new Error("网络断开，没有传成；连上后请再传一次。")));
    sending.send(data);
  });

  const begunBefore = (form, file) => [...document.querySelectorAll("[data-sent]")].find((one) =>
    Number(one.dataset.size) === file.size && Number(one.dataset.modified) === file.lastModified &&
    one.dataset.slot === (form.dataset.slot ?? ""));

  const aim = ({ kind, target, slot }) => (kind ? { kind, target, slot } : {});

  // What the server said for people to read; its pages are not.
  const said = (answer) => ((answer.getHeader("Content-Type") ?? "").startsWith("text/plain") ? answer.getBody() : "");

  const reason = (file, error) => {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    if (status >= 500) return new Error(said(answer) || FULL);
    if (status === 403) return new Error(SIGN_IN);
    return status && said(answer) ? new Refusal(`“${file.name}”：${said(answer)}`) : new Error(BROKEN);
  };

  const sendInPieces = (form, file, shown) => new Promise((resolve, reject) => {
    let next = "";
    new window.tus.Upload(file, {
      endpoint: form.dataset.pieces,
      uploadUrl: begunBefore(form, file)?.dataset.sent ?? null,
      chunkSize: PIECE,
      retryDelays: WAITS,
      overridePatchMethod: true, // some campus gateways let only GET and POST through
      storeFingerprintForResuming: false,
      metadata: { filename: file.name, modified: String(file.lastModified), ...aim(form.dataset) },
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        const again = status === 0 || status >= 500 || status === 409 || status === 423;
        if (again) shown.say(AGAIN);
        return again;
      },
      onAfterResponse: (_, answer) => { next = answer.getHeader("X-Next") ?? next; },
      onProgress: (sent, total) => {
        const far = `正在上传“${file.name}”，已传 ${Math.floor((100 * sent) / total)}%；可以离开，回来再选同一个文件会接着传。`;
        shown.at(sent / total, sent === total ? `“${file.name}”已传完，正在检查` : far);
      },
      onSuccess: () => resolve(next),
      onError: (error) => reject(reason(file, error)),
    }).start();
  });

  // One refused file keeps none of the others from being sent.
  const sendAllInPieces = async (form, files, shown) => {
    const refused = [];
    let next = "";
    for (const file of files) {
      try {
        next = await sendInPieces(form, file, shown);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push(error.message);
      }
    }
    if (refused.length) throw new Refusal(refused.join(" "));
    return next;
  };

  const send = async (form, chosen, shown) => {
    const pieces = form.dataset.pieces && window.tus?.isSupported;
    const large = pieces ? chosen.filter((file) => file.size > LARGE) : [];
    const small = chosen.filter((file) => !large.includes(file));
    let next = location.pathname;
    if (small.length || !large.length) {
      const data = new FormData(form);
      data.delete("file");
      for (const file of small) data.append("file", file);
      next = await sendForm(form, data, shown);
    }
    if (large.length) {
      const arrived = await sendAllInPieces(form, large, shown);
      next = (chosen.length === 1 && arrived) || location.pathname;
    }
    location.assign(next);
  };

  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button");
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length || button.disabled) return;
      input.files = event.dataTransfer.files;
      if (input.files.length) form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (button.disabled) return;
      const shown = progress(form);
      button.disabled = true;
      send(form, [...input.files], shown).catch((error) => {
        shown.fail(error.message);
        button.disabled = false;
      });
    });
  }
})();
