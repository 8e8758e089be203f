// Sends on what the university's sign-in service has posted; without script the button does.
document.querySelector("form[data-onward]")?.submit();
