// What a person reads or hears on the page, without code, addresses and what people typed.
() => {
  const left = "script, style, code, pre, kbd, svg, [lang=en], textarea, input";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [document.title];
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest(left)) found.push(walk.currentNode.data);
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name));
  }
  for (const button of document.querySelectorAll("input[type=submit], input[type=button]")) found.push(button.value);
  return found.join("\n");
}
