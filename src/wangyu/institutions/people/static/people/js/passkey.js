// Says on the page what went wrong with a passkey; allauth's scripts only write to the console.
(() => {
  const show = (text) => {
    for (const place of document.querySelectorAll("[data-passkey-status]")) {
      place.textContent = text;
      place.hidden = false;
    }
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const name = event.detail.exception?.name;
    if (name === "NotAllowedError") show("没有完成：您取消了，或等待超时。请再试一次。");
    else if (name === "InvalidStateError") show("这台设备已经添加过，不用重复添加。");
    else if (name === "SecurityError") show("这个网址不支持通行密钥，请用平台的正式网址(https)打开，或用密码登录。");
    else show("这个浏览器或设备不支持通行密钥，请换一种方式。");
  });
})();
